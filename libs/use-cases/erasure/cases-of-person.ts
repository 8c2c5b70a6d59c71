import { applicationDecider } from '#domain/application/application.js';
import { credentialDecider } from '#domain/credential/credential.js';
import type { CaseOfPerson } from '#domain/erasure/blockers.js';
import { feesDecider } from '#domain/fees/fees.js';
import type { ApplicationId, Subject } from '#domain/kernel/brand.js';
import type { SlotEvent } from '#domain/slot/events.js';
import { residentDecider } from '#domain/resident/resident.js';
import { slotDecider } from '#domain/slot/slot.js';
import type { EventLog } from '#event-log/event-log.js';
import { credentialIdOf } from '../ids.js';
import { streams } from '../streams.js';

/**
 * Every case these pseudonyms ever had, from the log: no case starts without taking the person's slot, so the slot's
 * stream names them all.
 */
export async function caseIdsOf(
  log: EventLog,
  subjects: readonly Subject[],
): Promise<readonly ApplicationId[]> {
  const ids = new Set<ApplicationId>();
  for (const subject of subjects) {
    for (const { event } of await log.history(streams.slot(subject))) {
      ids.add((event as SlotEvent).data.applicationId); // a slot's stream has its events only, and each names a case
    }
  }
  return [...ids];
}

/** Whether there is anything about these pseudonyms: a case, or a fact. */
export async function isOnRecord(log: EventLog, subjects: readonly Subject[]): Promise<boolean> {
  for (const subject of subjects) {
    const [slot, resident] = await Promise.all([
      log.load(slotDecider, streams.slot(subject)),
      log.load(residentDecider, streams.resident(subject)),
    ]);
    if (slot.revision !== 'no_stream' || resident.revision !== 'no_stream') return true;
  }
  return false;
}

/** All that the log has of these pseudonyms' cases. */
export async function casesOf(log: EventLog, subjects: readonly Subject[]): Promise<readonly CaseOfPerson[]> {
  const cases: CaseOfPerson[] = [];
  for (const applicationId of await caseIdsOf(log, subjects)) {
    const credentialId = credentialIdOf(applicationId);
    const [application, fees, credential] = await Promise.all([
      log.load(applicationDecider, streams.application(applicationId)),
      log.load(feesDecider, streams.fees(applicationId)),
      log.load(credentialDecider, streams.credential(credentialId, applicationId)),
    ]);
    cases.push({
      applicationId,
      application: application.state,
      fees: fees.state,
      credentialId,
      credential: credential.state,
    });
  }
  return cases;
}
