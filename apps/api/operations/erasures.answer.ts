import type { ErasureState } from '#domain/erasure/erasure.js';

/** An erasure as the API tells of it. */
export function erasureAnswer(state: Exclude<ErasureState, { phase: 'none' }>) {
  const { subject, phase, reason, requestedBy, requestedAt, lapsesAt } = state;
  const confirmed = phase === 'confirmed' || phase === 'completed' ? state : undefined;
  return {
    subject,
    phase,
    reason,
    requestedBy,
    requestedAt,
    lapsesAt,
    confirmedBy: confirmed?.confirmedBy ?? null,
    confirmedAt: confirmed?.confirmedAt ?? null,
    cancelledBy: phase === 'cancelled' ? state.cancelledBy : null,
    endedAt: endedAt(state),
    cases: phase === 'completed' ? state.cases : null,
  };
}

function endedAt(state: ErasureState): string | null {
  switch (state.phase) {
    case 'cancelled':
      return state.cancelledAt;
    case 'lapsed':
      return state.lapsedAt;
    case 'completed':
      return state.completedAt;
    case 'none':
    case 'requested':
    case 'confirmed':
      return null;
  }
}
