import type { CredentialId } from '../kernel/brand.js';
import type { Decider, Decision, Event } from '#decider/decider.js';
import { GrowingMap } from '#decider/growing-map.js';

/**
 * Places in one token status list: a credential's index is the revision of the event that gave it, so places are
 * dense, in order, and never given twice. Stream: `status-list-{list}`. The event's name and shape are storage format.
 */
export type StatusListEvent = Event<'StatusIndexAssigned', { readonly credentialId: CredentialId }>;

export interface StatusListState {
  /** Number of places given. */
  readonly assigned: number;
  readonly indexOf: GrowingMap<CredentialId, number>;
}

export const statusListDecider: Decider<StatusListState, StatusListEvent> = {
  initialState: { assigned: 0, indexOf: GrowingMap.of() },
  evolve: (state, { data }) => ({
    assigned: state.assigned + 1,
    indexOf: state.indexOf.with(data.credentialId, state.assigned),
  }),
};

/** Gives the credential the next place; a credential keeps the one it has. */
export function decideAssignStatusIndex(
  state: StatusListState,
  { credentialId }: { readonly credentialId: CredentialId },
): Decision<StatusListEvent, never> {
  if (statusIndexOf(state, credentialId) !== undefined) return [];
  return [{ type: 'StatusIndexAssigned', data: { credentialId } }];
}

/** The credential's place in the list, from 0; undefined: none yet. */
export function statusIndexOf(state: StatusListState, credentialId: CredentialId): number | undefined {
  return state.indexOf.get(credentialId);
}
