import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type FactRequest, factRequestDecider } from '#domain/fact-request/fact-request.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { type CommandContext, EventLog } from '#event-log/event-log.js';
import type { Outcome } from '../outcome.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';

/** As it is asked now; undefined: it was answered, is not needed any more, or was asked again since. */
type Answer = { readonly asked: FactRequest | undefined };

/** What a service is asked for with one asking of a request. Changes nothing. */
export class RequestAsked extends UseCase<Answer> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
    readonly request: number,
    readonly asking: number,
  ) {
    super(context);
  }
}

@CommandHandler(RequestAsked)
export class RequestAskedHandler implements ICommandHandler<RequestAsked> {
  constructor(private readonly log: EventLog) {}

  async execute({ applicationId, request, asking }: RequestAsked): Promise<Outcome<Answer>> {
    const { state } = await this.log.load(factRequestDecider, streams.request(applicationId));
    const asked = state.open.find((one) => one.request === request && one.asking === asking);
    return { kind: 'done', answer: { asked }, revision: 'no_stream', position: undefined, repeated: false };
  }
}
