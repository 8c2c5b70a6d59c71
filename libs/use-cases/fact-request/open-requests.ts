import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type FactRequest, factRequestDecider } from '#domain/fact-request/fact-request.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { type Outcome, unchanged } from '#event-sourcing/outcome.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';

type Answer = { readonly open: readonly FactRequest[] };

/** What a case has asked services for and was not told, as the store has it. Changes nothing. */
export class OpenRequests extends UseCase<Answer> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
  ) {
    super(context);
  }
}

@CommandHandler(OpenRequests)
export class OpenRequestsHandler implements ICommandHandler<OpenRequests> {
  constructor(private readonly log: EventLog) {}

  async execute({ applicationId }: OpenRequests): Promise<Outcome<Answer>> {
    const { state, revision } = await this.log.load(factRequestDecider, streams.request(applicationId));
    return unchanged({ open: state.open }, revision);
  }
}
