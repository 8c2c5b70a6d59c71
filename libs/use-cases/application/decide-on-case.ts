import type { ApplicationEvent } from '#domain/application/events.js';
import {
  applicationDecider,
  type ApplicationState,
  isStarted,
  type StartedApplication,
} from '#domain/application/application.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { type Decision, refuse } from '#decider/decider.js';
import type { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
import { streams } from '../streams.js';
import { caseInLog } from './case-in-log.js';

/** Somebody else's case is answered like one that does not exist, so that ids cannot be probed. */
export function visibleTo(
  actor: CommandContext['actor'],
  state: ApplicationState,
): state is StartedApplication {
  return isStarted(state) && (actor.kind !== 'applicant' || state.subject === actor.id);
}

type Decide = (state: StartedApplication, revision: string) => Decision<ApplicationEvent>;

/** One decision on one existing case. Answers the case's id, or what `answer` says of what has become of it. */
export async function decideOnCase(
  log: EventLog,
  context: CommandContext,
  applicationId: ApplicationId,
  decide: Decide,
): Promise<Outcome<{ applicationId: ApplicationId }>>;
export async function decideOnCase<Answer>(
  log: EventLog,
  context: CommandContext,
  applicationId: ApplicationId,
  decide: Decide,
  answer: (state: ApplicationState) => Answer,
): Promise<Outcome<Answer>>;
export async function decideOnCase(
  log: EventLog,
  context: CommandContext,
  applicationId: ApplicationId,
  decide: Decide,
  answer: (state: ApplicationState) => unknown = () => ({ applicationId }),
): Promise<Outcome<unknown>> {
  const { actor } = context;
  let mayAct = (state: ApplicationState): state is StartedApplication => visibleTo(actor, state);
  for (;;) {
    const outcome = await log.execute(
      applicationDecider,
      streams.application(applicationId),
      context,
      (state, revision) =>
        mayAct(state) ? decide(state, String(revision)) : refuse('application-not-found'),
      { hidden: (state) => (mayAct(state) ? undefined : refuse('application-not-found')) },
    );
    const unseen = outcome.kind === 'refused' && outcome.refusal.code === 'application-not-found';
    if (!unseen || actor.kind !== 'applicant' || mayAct === isStarted) return answering(outcome, answer);
    // Begun under the border number by who has an iqama number since, or the other way round.
    if ((await caseInLog(log, applicationId, actor)) === undefined) return outcome;
    mayAct = isStarted;
  }
}
