import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideDeclareReview } from '#domain/application/drafting.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { UseCase } from '../use-case.js';
import { decideOnCase } from './decide-on-case.js';

/** The applicant declares that the data as of the pinned revision is right. */
export class DeclareReview extends UseCase<{ applicationId: ApplicationId }> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
  ) {
    super(context);
  }
}

@CommandHandler(DeclareReview)
export class DeclareReviewHandler implements ICommandHandler<DeclareReview> {
  constructor(private readonly log: EventLog) {}

  execute({ context, applicationId }: DeclareReview) {
    return decideOnCase(this.log, context, applicationId, (state, reviewedRevision) =>
      decideDeclareReview(state, { reviewedRevision, at: context.at }),
    );
  }
}
