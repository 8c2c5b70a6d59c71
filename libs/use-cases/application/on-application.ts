import type { ApplicationEvent } from '#domain/application/events.js';
import {
  applicationDecider,
  type ApplicationState,
  isStarted,
  type StartedApplication,
} from '#domain/application/application.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { type Decision, refuse } from '#decider/decider.js';
import type { EventLog, Execution } from '#event-log/event-log.js';
import type { CommandContext } from '../command-context.js';
import { type Outcome, outcome } from '../outcome.js';
import { streams } from '../streams.js';
import { caseInLog } from './case-in-log.js';

/** Somebody else's case is answered like one that does not exist, so that ids cannot be probed. */
export function visibleTo(
  actor: CommandContext['actor'],
  state: ApplicationState,
): state is StartedApplication {
  return isStarted(state) && (actor.kind !== 'applicant' || state.subject === actor.id);
}

/** One decision on one existing case. */
export async function onApplication(
  log: EventLog,
  context: CommandContext,
  applicationId: ApplicationId,
  decide: (state: StartedApplication, revision: string) => Decision<ApplicationEvent>,
): Promise<Outcome<{ applicationId: ApplicationId }>> {
  return outcome(await executedOn(log, context, applicationId, decide), () => ({ applicationId }));
}

/** The same, for who asks what has become of the case. */
export async function executedOn(
  log: EventLog,
  context: CommandContext,
  applicationId: ApplicationId,
  decide: (state: StartedApplication, revision: string) => Decision<ApplicationEvent>,
): Promise<Execution<ApplicationState>> {
  const stream = streams.application(applicationId);
  const act = (mayAct: (state: ApplicationState) => state is StartedApplication) =>
    log.execute(
      applicationDecider,
      stream,
      context,
      (state, revision) =>
        mayAct(state) ? decide(state, String(revision)) : refuse('application-not-found'),
      { hidden: (state) => (mayAct(state) ? undefined : refuse('application-not-found')) },
    );
  const { actor } = context;
  const execution = await act((state) => visibleTo(actor, state));
  const unseen = execution.kind === 'refused' && execution.refusal.code === 'application-not-found';
  // Begun under the border number by who has an iqama number since, or the other way round.
  const theirs =
    unseen && actor.kind === 'applicant' && (await caseInLog(log, applicationId, actor)) !== undefined;
  return theirs ? act(isStarted) : execution;
}
