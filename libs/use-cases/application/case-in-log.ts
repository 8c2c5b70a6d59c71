import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { applicationDecider, isStarted, type StartedApplication } from '#domain/application/application.js';
import type { Actor } from '#domain/kernel/actor.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { streams } from '../streams.js';
import { isOfPerson } from '../person-of.js';

/** The case as the log has it, for whoever may see it; undefined: there is none, or it is somebody else's. */
export async function caseInLog(
  log: EventLog,
  applicationId: ApplicationId,
  actor: Actor,
): Promise<StartedApplication | undefined> {
  const { state } = await log.load(applicationDecider, streams.application(applicationId));
  return isStarted(state) && (await mayBeSeen(log, state, actor)) ? state : undefined;
}

/** An applicant sees their own, under whichever of their numbers they signed in: the log is asked if it is another. */
export async function mayBeSeen(
  log: EventLog,
  { subject }: StartedApplication,
  actor: Actor,
): Promise<boolean> {
  return actor.kind !== 'applicant' || isOfPerson(log, subject, actor.id);
}

/**
 * Whether there is such a case that the actor may see. Asked when a read model has nothing: what was acknowledged is in
 * the log, and a reader is not told that it does not exist.
 */
export class IsCaseInLog extends Query<boolean> {
  constructor(
    readonly applicationId: ApplicationId,
    readonly actor: Actor,
  ) {
    super();
  }
}

@QueryHandler(IsCaseInLog)
export class IsCaseInLogHandler implements IQueryHandler<IsCaseInLog> {
  constructor(private readonly log: EventLog) {}

  async execute({ applicationId, actor }: IsCaseInLog): Promise<boolean> {
    return (await caseInLog(this.log, applicationId, actor)) !== undefined;
  }
}
