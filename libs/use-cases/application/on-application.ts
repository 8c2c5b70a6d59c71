import type { ApplicationEvent } from '#domain/application/events.js';
import {
  applicationDecider,
  type ApplicationState,
  isStarted,
  type StartedApplication,
} from '#domain/application/application.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { type Decision, refuse } from '#domain/kernel/decider.js';
import type { CommandContext, EventLog } from '#event-log/event-log.js';
import { type Outcome, outcome } from '../outcome.js';
import { streams } from '../streams.js';

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
  const execution = await log.execute(
    applicationDecider,
    streams.application(applicationId),
    context,
    (state, revision) =>
      visibleTo(context.actor, state) ? decide(state, String(revision)) : refuse('application-not-found'),
    { hidden: (state) => (visibleTo(context.actor, state) ? undefined : refuse('application-not-found')) },
  );
  return outcome(execution, () => ({ applicationId }));
}
