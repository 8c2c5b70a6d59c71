import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#domain/application/events.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { type Refusal, refuse } from '#domain/kernel/decider.js';
import type { AbsenceAppeal } from '#domain/resident/absence-appeal.js';
import { EventLog } from '#event-log/event-log.js';
import { caseInLog } from '../application/case-in-log.js';

/** What the applicant said against reports of absence: in their own words, for them and for officers. */
export class AbsenceAppealsOf extends Query<readonly AbsenceAppeal[] | Refusal> {
  constructor(
    readonly applicationId: ApplicationId,
    readonly actor: Actor,
  ) {
    super();
  }
}

@QueryHandler(AbsenceAppealsOf)
export class AbsenceAppealsOfHandler implements IQueryHandler<AbsenceAppealsOf> {
  constructor(private readonly log: EventLog) {}

  async execute({ applicationId, actor }: AbsenceAppealsOf): Promise<readonly AbsenceAppeal[] | Refusal> {
    const state = await caseInLog(this.log, applicationId, actor);
    return state === undefined ? refuse('application-not-found') : state.absenceAppeals;
  }
}
