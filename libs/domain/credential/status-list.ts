import type { CredentialId } from '../kernel/brand.js';
import type { Decider, Decision, Event } from '../kernel/decider.js';

/**
 * Places in one token status list: a credential's index is the revision of the event that gave it, so places are
 * dense, in order, and never given twice. Stream: `status-list-{list}`. The event's name and shape are storage format.
 */
export type StatusListEvent = Event<'StatusIndexAssigned', { readonly credentialId: CredentialId }>;

export interface StatusListState {
  /** Number of places given. */
  readonly assigned: number;
  /** May hold later entries than this state knows of: ask `statusIndexOf`. */
  readonly indexOf: ReadonlyMap<CredentialId, number>;
}

export const statusListDecider: Decider<StatusListState, StatusListEvent> = {
  initialState: { assigned: 0, indexOf: new Map() },
  evolve: (state, { data }) => ({
    assigned: state.assigned + 1,
    indexOf: extended(state, data.credentialId),
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
  const index = state.indexOf.get(credentialId);
  return index !== undefined && index < state.assigned ? index : undefined;
}

/**
 * A list is long and only grows at its end, so states share one map and each looks no further than it has assigned:
 * copying it for every event would take the square of its length. A state that others have gone on from is copied.
 */
function extended(
  { assigned, indexOf }: StatusListState,
  credentialId: CredentialId,
): Map<CredentialId, number> {
  const shared = assigned > 0 && assigned === indexOf.size && indexOf instanceof Map;
  const map = shared ? indexOf : new Map([...indexOf].slice(0, assigned));
  return map.set(credentialId, assigned);
}
