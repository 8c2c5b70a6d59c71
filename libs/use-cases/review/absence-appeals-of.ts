import type { Actor } from '#domain/kernel/actor.js';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { type Refusal, refuse } from '#decider/decider.js';
import type { AbsenceAppeal } from '#domain/resident/absence-appeal.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { caseInLog } from '../application/case-in-log.js';
import { heldCredential } from '../credential/held-credential.js';

/** An appeal, and where it was stated: with the case, or with the credential that the person holds. */
export interface StatedAppeal extends AbsenceAppeal {
  readonly statedWith: 'application' | 'credential';
}

/** What the applicant said against reports of absence, oldest first: in their own words, for them and for officers. */
export class AbsenceAppealsOf extends Query<readonly StatedAppeal[] | Refusal> {
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

  async execute({ applicationId, actor }: AbsenceAppealsOf): Promise<readonly StatedAppeal[] | Refusal> {
    const state = await caseInLog(this.log, applicationId, actor);
    if (state === undefined) return refuse('application-not-found');
    const held = await heldCredential(this.log, state.subject);
    return [
      ...state.absenceAppeals.map((one) => ({ ...one, statedWith: 'application' as const })),
      ...(held?.state.absenceAppeals ?? []).map((one) => ({ ...one, statedWith: 'credential' as const })),
    ].sort((a, b) => Date.parse(a.statedAt) - Date.parse(b.statedAt));
  }
}
