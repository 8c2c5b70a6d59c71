import type { Subject } from '#decider/brand.js';
import { credentialDecider, type CredentialState } from '#domain/credential/credential.js';
import { slotDecider, type SlotState } from '#domain/slot/slot.js';
import type { EventLog } from '#event-sourcing/event-log.js';
import { personOf } from '../person-of.js';
import { streams } from '../streams.js';

export interface HeldCredentialState {
  readonly held: NonNullable<SlotState['held']>;
  readonly state: Exclude<CredentialState, { phase: 'none' }>;
}

/** The credential a person holds, asked for under any of their numbers; undefined: none, or it is somebody else's. */
export async function heldCredential(
  log: EventLog,
  subject: Subject,
): Promise<HeldCredentialState | undefined> {
  const person = await personOf(log, subject);
  const { held } = (await log.load(slotDecider, streams.slot(person.subject))).state;
  if (held === undefined) return undefined;
  const of = streams.credential(held.credentialId, held.applicationId);
  const { state } = await log.load(credentialDecider, of);
  return state.phase !== 'none' && person.subjects.includes(state.issue.subject)
    ? { held, state }
    : undefined;
}
