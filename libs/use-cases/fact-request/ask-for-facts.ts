import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { applicationDecider, type ApplicationState, isStarted } from '#domain/application/application.js';
import { dayInRiyadh } from '#domain/calendar/day.js';
import { decideAsk, factRequestDecider } from '#domain/fact-request/fact-request.js';
import { missingFacts } from '#domain/fact-request/missing-facts.js';
import { identityOf, identityText } from '#domain/identifiers/identity.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { refuse } from '#domain/kernel/decider.js';
import { askingTermsAt } from '#domain/policy/policy.js';
import { type CommandContext, EventLog } from '#event-log/event-log.js';
import { type Outcome, outcome } from '../outcome.js';
import { Policies } from '../policies.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';

/** A case was screened, or has ended: what it misses is asked for, what it does not miss any more is not. */
export class AskForFacts extends UseCase {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
  ) {
    super(context);
  }
}

const ENDED: ReadonlySet<ApplicationState['phase']> = new Set(['issued', 'rejected', 'withdrawn', 'lapsed']);

@CommandHandler(AskForFacts)
export class AskForFactsHandler implements ICommandHandler<AskForFacts> {
  constructor(
    private readonly log: EventLog,
    private readonly policies: Policies,
  ) {}

  async execute({ context, applicationId }: AskForFacts): Promise<Outcome> {
    const { at } = context;
    const stream = streams.application(applicationId);
    const { state } = await this.log.load(applicationDecider, stream, { after: context });
    if (!isStarted(state)) return { kind: 'refused', refusal: refuse('application-not-found') };
    // Nobody can be asked about somebody who has no number any more.
    const identity = state.applicant === 'erased' ? undefined : identityOf(state.applicant);
    const known = identity?.ok === true ? identityText(identity.value) : undefined;
    const board = 'board' in state ? Object.values(state.board) : [];
    const asking = {
      missing: known === undefined ? [] : missingFacts(board),
      identity: known ?? '',
      caseEnded: ENDED.has(state.phase),
      at,
    };
    const terms = askingTermsAt(this.policies.current, dayInRiyadh(at));
    const requests = streams.request(applicationId, state.subject);
    const execution = await this.log.execute(factRequestDecider, requests, context, (asked) =>
      decideAsk(asked, asking, terms),
    );
    return outcome(execution, () => ({}));
  }
}
