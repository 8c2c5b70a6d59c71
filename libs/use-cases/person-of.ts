import type { Subject } from '#decider/brand.js';
import { credentialDecider } from '#domain/credential/credential.js';
import { residentDecider } from '#domain/resident/resident.js';
import { slotDecider, type SlotState } from '#domain/slot/slot.js';
import type { EventLog } from '#event-sourcing/event-log.js';
import { streams } from './streams.js';

type Held = Exclude<SlotState['held'], undefined>;

/** One person under all their pseudonyms. */
export interface Person {
  /** The one they are known by now. */
  readonly subject: Subject;
  /** Everything they are or were known as: by the iqama number, and by the border number of the first issue. */
  readonly subjects: readonly Subject[];
}

/** Whoever goes by this pseudonym, or went by it before the first issue. */
export async function personOf(log: EventLog, subject: Subject): Promise<Person> {
  const { held } = (await log.load(slotDecider, streams.slot(subject))).state;
  const holder = held === undefined ? subject : await holderOf(log, held, subject);
  const { formers } = (await log.load(residentDecider, streams.resident(holder))).state;
  // The number is somebody else's by now: whoever held it before is another person.
  if (holder !== subject && !formers.includes(subject)) return { subject, subjects: [subject] };
  return { subject: holder, subjects: [...new Set([holder, subject, ...formers])] };
}

/** Whether the name is the person's too. Costs nothing when it is the very same. */
export async function isOfPerson(log: EventLog, subject: Subject, name: string): Promise<boolean> {
  return subject === name || (await personOf(log, subject)).subjects.some((other) => other === name);
}

async function holderOf(
  log: EventLog,
  { credentialId, applicationId }: Held,
  otherwise: Subject,
): Promise<Subject> {
  const { state } = await log.load(credentialDecider, streams.credential(credentialId, applicationId));
  return state.phase === 'none' ? otherwise : state.issue.subject;
}
