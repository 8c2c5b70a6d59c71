import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  applicationDecider,
  isClosed,
  isStarted,
  type StartedApplication,
} from '#domain/application/application.js';
import { dayInRiyadh } from '#domain/calendar/day.js';
import { decideAsk, factRequestDecider, type FactRequestState } from '#domain/fact-request/fact-request.js';
import { missingFacts } from '#domain/fact-request/missing-facts.js';
import { identityOf, identityText } from '#domain/identifiers/identity.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { refuse } from '#decider/decider.js';
import { askingTermsAt } from '#domain/policy/policy.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { answering, type Outcome, unchanged } from '#event-sourcing/outcome.js';
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
    const board = 'board' in state ? Object.values(state.board) : [];
    const asking = { missing: missingFacts(board), identity: askedAbout(state), at };
    const terms = askingTermsAt(this.policies.current, dayInRiyadh(at));
    const requests = streams.request(applicationId, state.subject);
    const decide = (asked: FactRequestState) => decideAsk(asked, asking, terms);
    // Most cases miss nothing, and most screenings change nothing of it: then what is in memory is enough.
    const last = await this.log.load(factRequestDecider, requests, { after: context });
    if (decide(last.state).length === 0) return unchanged({}, last.revision);
    const execution = await this.log.execute(factRequestDecider, requests, context, decide);
    return answering(execution, () => ({}));
  }
}

/** Undefined: the case has ended, or nobody can be asked about somebody who has no number any more. */
function askedAbout(state: StartedApplication): string | undefined {
  if (isClosed(state) || state.applicant === 'erased') return undefined;
  const identity = identityOf(state.applicant);
  return identity.ok ? identityText(identity.value) : undefined;
}
