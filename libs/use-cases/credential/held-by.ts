import type { Subject } from '#decider/brand.js';
import { credentialDecider } from '#domain/credential/credential.js';
import { type HeldCredential, heldOf } from '#domain/credential/held.js';
import { slotDecider, type SlotState } from '#domain/slot/slot.js';
import { residentDecider } from '#domain/resident/resident.js';
import type { EventLog, LoadOptions } from '#event-sourcing/event-log.js';
import { revisionNumber } from '../revision-number.js';
import { streams } from '../streams.js';

/** What a person holds, and how far what says so was read. */
export interface HeldBy {
  readonly held: HeldCredential | undefined;
  /** Whose slot names it: after a first issue that of the iqama number, whichever number was asked for. */
  readonly holder: Subject;
  /** What the slot that was asked says: after a first issue it may be an earlier one than `held`. */
  readonly named: SlotState['held'];
  /**
   * Of the streams it was found in, in the order they lead to each other: the slot's, after a first issue also the iqama
   * number's slot, the credential's. An earlier one that differs outweighs those after it.
   */
  readonly revisions: readonly number[];
}

/** The credential that the person holds now, asked for under the border number or the iqama number. */
export async function heldBy(log: EventLog, subject: Subject, how: LoadOptions = {}): Promise<HeldBy> {
  const { state: slot, revision } = await log.load(slotDecider, streams.slot(subject), how);
  const own = { named: slot.held, holder: subject };
  if (slot.held === undefined) return { ...own, held: undefined, revisions: [revisionNumber(revision)] };
  const found = await credentialOf(log, slot.held, how);
  const { state } = found;
  if (state.phase === 'none' || state.issue.subject === subject)
    return { ...own, held: heldOf(state), revisions: [revision, found.revision].map(revisionNumber) };
  // The number is somebody else's by now: what is held under it says nothing of this person.
  const holder = await log.load(residentDecider, streams.resident(state.issue.subject), how);
  if (!holder.state.formers.includes(subject))
    return { ...own, held: heldOf(state), revisions: [revision, found.revision].map(revisionNumber) };
  // Held under the border number: what its holder has by now is told by the slot of the iqama number.
  const later = await heldBy(log, state.issue.subject, how);
  return { ...later, named: slot.held, revisions: [revisionNumber(revision), ...later.revisions] };
}

function credentialOf(
  log: EventLog,
  { credentialId, applicationId }: NonNullable<SlotState['held']>,
  how: LoadOptions,
) {
  return log.load(credentialDecider, streams.credential(credentialId, applicationId), how);
}
