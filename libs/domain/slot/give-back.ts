import type { ApplicationState } from '../application/application.js';
import { type Decision, refuse } from '#decider/decider.js';
import type { SlotEvent } from './events.js';
import { decideReleaseSlot, type SlotState } from './slot.js';

type Release = Parameters<typeof decideReleaseSlot>[1];

/** How the application ended, or undefined while it is open or has not come yet. */
export function endedBecause({ phase }: ApplicationState): Release['why'] | undefined {
  switch (phase) {
    case 'issued':
    case 'rejected':
    case 'withdrawn':
    case 'lapsed':
    case 'abandoned':
      return phase;
    default:
      return undefined;
  }
}

/**
 * Gives the slot back once everything is as it should be for the next application: after an issue that is when the
 * person holds the new credential, because the next one has to know which to supersede.
 */
export function decideGiveBack(slot: SlotState, release: Release): Decision<SlotEvent> {
  const { applicationId, why } = release;
  const handingOver =
    why === 'issued' &&
    slot.taken?.applicationId === applicationId &&
    slot.held?.applicationId !== applicationId;
  return handingOver ? refuse('application-open') : decideReleaseSlot(slot, release);
}
