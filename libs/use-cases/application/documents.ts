import type { DocumentKind } from '#domain/application/case-terms.js';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideAttachDocument, decideRemoveDocument } from '#domain/application/documents.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { Policies } from '../policies.js';
import { UseCase } from '../use-case.js';
import { derivedId } from '../ids.js';
import { registeredCategory } from './registered-category.js';
import { decideOnCase } from './decide-on-case.js';

/** What is known of an uploaded file; its content is kept elsewhere, under this hash. */
export interface DocumentDescription {
  readonly kind: DocumentKind;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export class AttachDocument extends UseCase<{ applicationId: ApplicationId; documentId: string }> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
    readonly document: DocumentDescription,
  ) {
    super(context);
  }
}

export class RemoveDocument extends UseCase<{ applicationId: ApplicationId }> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
    readonly documentId: string,
  ) {
    super(context);
  }
}

@CommandHandler(AttachDocument)
export class AttachDocumentHandler implements ICommandHandler<AttachDocument> {
  constructor(
    private readonly log: EventLog,
    private readonly policies: Policies,
  ) {}

  async execute({ context, applicationId, document }: AttachDocument) {
    const documentId = derivedId(context.commandId, 'document');
    const result = await decideOnCase(this.log, context, applicationId, (state) =>
      decideAttachDocument(state, { documentId, ...document }, this.policies.terms(context.at)),
    );
    return result.kind === 'done' ? { ...result, answer: { ...result.answer, documentId } } : result;
  }
}

@CommandHandler(RemoveDocument)
export class RemoveDocumentHandler implements ICommandHandler<RemoveDocument> {
  constructor(
    private readonly log: EventLog,
    private readonly policies: Policies,
  ) {}

  async execute({ context, applicationId, documentId }: RemoveDocument) {
    const registered = await registeredCategory(this.log, applicationId, context.at);
    return decideOnCase(this.log, context, applicationId, (state) =>
      decideRemoveDocument(state, { documentId, registered }, this.policies.terms(context.at)),
    );
  }
}
