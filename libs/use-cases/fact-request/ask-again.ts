import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { dayInRiyadh } from '#domain/calendar/day.js';
import type { AskedService } from '#domain/fact-request/events.js';
import { decideWhenDue, factRequestDecider, nextDue } from '#domain/fact-request/fact-request.js';
import type { Instant } from '#decider/brand.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { askingTermsAt } from '#domain/policy/policy.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
import { Policies } from '../policies.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';

interface AskedAgain {
  /** When the request has to be looked at next; undefined: it has not. */
  readonly next: Instant | undefined;
  /** Whose answers are late from now on. */
  readonly late: readonly AskedService[];
}

/** A service has not told what it was asked for: it is asked again, or the answer is late. */
export class AskAgain extends UseCase<AskedAgain> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
    readonly request: number,
  ) {
    super(context);
  }
}

@CommandHandler(AskAgain)
export class AskAgainHandler implements ICommandHandler<AskAgain> {
  constructor(
    private readonly log: EventLog,
    private readonly policies: Policies,
  ) {}

  async execute({ context, applicationId, request }: AskAgain): Promise<Outcome<AskedAgain>> {
    const { at } = context;
    const terms = askingTermsAt(this.policies.current, dayInRiyadh(at));
    const execution = await this.log.execute(
      factRequestDecider,
      streams.request(applicationId),
      context,
      (state) => decideWhenDue(state, at, terms),
    );
    return answering(execution, (state) => ({
      next: nextDue(state, request),
      // By this command: each is told once.
      late: state.open.filter(({ escalatedAt }) => escalatedAt === at).map(({ service }) => service),
    }));
  }
}
