import type { ApplicationId, CredentialId, Instant } from '../kernel/brand.js';
import { trackingNumberOf } from '../identifiers/tracking-number.js';
import { refuse, unreachable, type Decider, type Decision, type RefusalDetail } from '../kernel/decider.js';
import type { SlotEvent } from './events.js';

/** One open application per person, and the identity the person holds. Stream: `slot-{subject}`. */
export interface SlotState {
  /** The open application; undefined: another may be started. */
  readonly taken: { readonly applicationId: ApplicationId; readonly takenAt: Instant } | undefined;
  readonly held: { readonly credentialId: CredentialId; readonly applicationId: ApplicationId } | undefined;
}

export type SlotRefusalCode = 'open-application-exists';

type SlotDecision = Decision<SlotEvent, SlotRefusalCode>;

export const slotDecider: Decider<SlotState, SlotEvent> = {
  initialState: { taken: undefined, held: undefined },
  evolve: (state, event) => {
    switch (event.type) {
      case 'SlotTaken':
        return { ...state, taken: event.data };
      case 'SlotReleased':
        return { ...state, taken: undefined };
      case 'CredentialHeld':
        return { ...state, held: event.data };
      default:
        return unreachable(event);
    }
  },
};

/** An application is about to start. Refused while another is open. */
export function decideTakeSlot(
  state: SlotState,
  { applicationId, at }: { readonly applicationId: ApplicationId; readonly at: Instant },
): SlotDecision {
  if (state.taken?.applicationId === applicationId) return [];
  if (state.taken !== undefined) return refuse('open-application-exists', [openApplication(state.taken)]);
  return [{ type: 'SlotTaken', data: { applicationId, takenAt: at } }];
}

/** Names it to whoever asks: the slot is theirs. */
function openApplication({ applicationId }: NonNullable<SlotState['taken']>): RefusalDetail {
  const params = { applicationId, trackingNumber: trackingNumberOf(applicationId) };
  return { at: 'application', code: 'open-application-exists', params };
}

/** The application has ended. Only its own hold is released: a late word of one ended before changes nothing. */
export function decideReleaseSlot(
  state: SlotState,
  release: {
    readonly applicationId: ApplicationId;
    readonly why: Extract<SlotEvent, { type: 'SlotReleased' }>['data']['why'];
    readonly at: Instant;
  },
): SlotDecision {
  const { applicationId, why, at } = release;
  if (state.taken?.applicationId !== applicationId) return [];
  return [{ type: 'SlotReleased', data: { applicationId, why, releasedAt: at } }];
}

/** The person now holds this credential; the next application renews it. */
export function decideHold(
  state: SlotState,
  {
    credentialId,
    applicationId,
  }: { readonly credentialId: CredentialId; readonly applicationId: ApplicationId },
): SlotDecision {
  if (state.held?.credentialId === credentialId) return [];
  return [{ type: 'CredentialHeld', data: { credentialId, applicationId } }];
}
