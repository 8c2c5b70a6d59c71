import type { Subject } from '#decider/brand.js';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { applicationDecider } from '#domain/application/application.js';
import type { CaseOfPerson } from '#domain/erasure/blockers.js';
import { feesDecider } from '#domain/fees/fees.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { residentDecider } from '#domain/resident/resident.js';
import type { SlotEvent } from '#domain/slot/events.js';
import { slotDecider } from '#domain/slot/slot.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { credentialsOfCase } from './credential/credentials-of-case.js';
import { personOf } from './person-of.js';
import { streams } from './streams.js';

/*
 * Where a person's cases are, asked of the log: a read model may not know yet what was started a moment ago, and
 * nothing may be decided on it. No case starts without taking the person's slot, so the slot's stream names them all.
 */

export interface CasesOf {
  /** Every pseudonym a case of theirs may be under: of the iqama number, and of the border number before it. */
  readonly subjects: readonly Subject[];
  /** What holds their slot: the open application, or a start that never came. */
  readonly open: readonly ApplicationId[];
}

export class CasesOfPerson extends Query<CasesOf> {
  constructor(readonly subject: Subject) {
    super();
  }
}

@QueryHandler(CasesOfPerson)
export class CasesOfPersonHandler implements IQueryHandler<CasesOfPerson> {
  constructor(private readonly log: EventLog) {}

  async execute({ subject }: CasesOfPerson): Promise<CasesOf> {
    const { subjects } = await personOf(this.log, subject);
    const slots = await Promise.all(subjects.map((one) => this.log.load(slotDecider, streams.slot(one))));
    const open = slots.flatMap(({ state }) => state.taken?.applicationId ?? []);
    return { subjects, open };
  }
}

/** Every case these pseudonyms ever had. */
export async function caseIdsOf(
  log: EventLog,
  subjects: readonly Subject[],
): Promise<readonly ApplicationId[]> {
  const ids = new Set<ApplicationId>();
  for (const subject of subjects) {
    const others = new Set<ApplicationId>();
    for (const { event } of await log.history(streams.slot(subject))) {
      const { type, data } = event as SlotEvent; // a slot's stream has its events only
      if (!('applicationId' in data)) continue;
      // A first issue of somebody's that takes the number is this person's case once it has brought it.
      if (type === 'SlotTaken' && data.forNumber === true) others.add(data.applicationId);
      if (type === 'CredentialHeld') others.delete(data.applicationId);
      if (!others.has(data.applicationId)) ids.add(data.applicationId);
    }
  }
  return [...ids];
}

/** Whether there is anything about these pseudonyms: a case, or a fact. */
export async function isOnRecord(log: EventLog, subjects: readonly Subject[]): Promise<boolean> {
  const revisions = await Promise.all([
    ...subjects.map((subject) => log.load(slotDecider, streams.slot(subject))),
    ...subjects.map((subject) => log.load(residentDecider, streams.resident(subject))),
  ]);
  return revisions.some(({ revision }) => revision !== 'no_stream');
}

/** All that the log has of these pseudonyms' cases. */
export async function casesOf(log: EventLog, subjects: readonly Subject[]): Promise<readonly CaseOfPerson[]> {
  const cases: CaseOfPerson[] = [];
  for (const applicationId of await caseIdsOf(log, subjects)) {
    const [application, fees, credentials] = await Promise.all([
      log.load(applicationDecider, streams.application(applicationId)),
      log.load(feesDecider, streams.fees(applicationId)),
      credentialsOfCase(log, applicationId),
    ]);
    cases.push({
      applicationId,
      application: application.state,
      fees: fees.state,
      credentials,
    });
  }
  return cases;
}
