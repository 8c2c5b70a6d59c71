import type { Instant, Subject } from '#decider/brand.js';
import { addDaysTo } from '../calendar/day.js';
import { refuse, type RefusalDetail, unreachable, type Decider, type Decision } from '#decider/decider.js';
import type { Terms } from '../policy/policy.js';
import type { ErasureEvent } from './events.js';

/**
 * The erasure of one person's data. Stream: `erasure-{subject}`.
 *
 *     none → requested → confirmed (by another operator) → completed ⇢ requested again, should the person come again
 *                ↓ cancelled by an operator, or lapsed
 *
 * Until it is confirmed nothing happens to the data; after that nothing stops it. Before it is confirmed, the person's
 * slots are closed for this very request: no application starts from then on until it is completed, or off.
 */
export type ErasureState =
  | { readonly phase: 'none' }
  | (Asked & { readonly phase: 'requested' })
  | (Asked & Confirmed & { readonly phase: 'confirmed' })
  | (Asked & DataOf<'ErasureCancelled'> & { readonly phase: 'cancelled' })
  | (Asked & DataOf<'ErasureLapsed'> & { readonly phase: 'lapsed' })
  | (Asked & Confirmed & DataOf<'ErasureCompleted'> & { readonly phase: 'completed' });

type DataOf<Type extends ErasureEvent['type']> = Extract<ErasureEvent, { type: Type }>['data'];
type Asked = DataOf<'ErasureRequested'>;
type Confirmed = DataOf<'ErasureConfirmed'>;

export type ErasureRefusalCode =
  | 'nothing-to-erase'
  | 'erasure-blocked'
  | 'erasure-already-requested'
  | 'erasure-under-way'
  | 'erasure-not-requested'
  | 'erasure-needs-another-operator'
  | 'erasure-lapsed';

type ErasureDecision = Decision<ErasureEvent, ErasureRefusalCode>;

export const erasureDecider: Decider<ErasureState, ErasureEvent> = {
  initialState: { phase: 'none' },
  evolve: (state, event) => {
    if (event.type === 'ErasureRequested') return { phase: 'requested', ...event.data };
    if (state.phase === 'none') return state;
    switch (event.type) {
      case 'ErasureConfirmed':
        return { ...asked(state), ...event.data, phase: 'confirmed' };
      case 'ErasureCancelled':
        return { ...asked(state), ...event.data, phase: 'cancelled' };
      case 'ErasureLapsed':
        return { ...asked(state), ...event.data, phase: 'lapsed' };
      case 'ErasureCompleted':
        return state.phase === 'confirmed' ? { ...state, ...event.data, phase: 'completed' } : state;
      default:
        return unreachable(event);
    }
  },
};

function asked({ subject, requestedBy, reason, requestedAt, lapsesAt }: Asked): Asked {
  return { subject, requestedBy, reason, requestedAt, lapsesAt };
}

/**
 * An operator asks for it. `blockers`: see blockers.ts. Refuses `erasure-blocked` with all of them, and while another's
 * request is open (`erasure-already-requested`) or one is carried out (`erasure-under-way`).
 */
export function decideRequestErasure(
  state: ErasureState,
  request: Pick<Asked, 'subject' | 'requestedBy' | 'reason'> & { readonly at: Instant },
  blockers: readonly RefusalDetail[],
  { erasureRequestDays }: Pick<Terms, 'erasureRequestDays'>,
): ErasureDecision {
  const { subject, requestedBy, reason, at } = request;
  if (state.phase === 'confirmed') return refuse('erasure-under-way');
  // One whose time is over is as good as lapsed, whether or not that has been recorded yet.
  if (state.phase === 'requested' && at < state.lapsesAt) {
    const again = state.requestedBy === requestedBy && state.reason === reason;
    return again ? [] : refuse('erasure-already-requested');
  }
  if (blockers.length > 0) return refuse('erasure-blocked', blockers);
  const lapsesAt = addDaysTo(at, erasureRequestDays);
  return [{ type: 'ErasureRequested', data: { subject, requestedBy, reason, requestedAt: at, lapsesAt } }];
}

/**
 * Another operator confirms it: from now on it is carried out. Refuses `erasure-needs-another-operator` to the one who
 * asked, `erasure-lapsed`, and `erasure-blocked` as the request does. `slotsClosedFor`: the request for which the slots of
 * all `subjects` are closed; another request than that one is not confirmed.
 */
export function decideConfirmErasure(
  state: ErasureState,
  confirmation: Pick<Confirmed, 'confirmedBy' | 'subjects'> & {
    readonly slotsClosedFor: Instant | undefined;
    readonly at: Instant;
  },
  blockers: readonly RefusalDetail[],
): ErasureDecision {
  const { confirmedBy, subjects, slotsClosedFor, at } = confirmation;
  if (state.phase === 'confirmed' || state.phase === 'completed') {
    if (state.confirmedBy === confirmedBy) return [];
    return refuse(state.phase === 'confirmed' ? 'erasure-under-way' : 'erasure-not-requested');
  }
  if (state.phase === 'lapsed') return refuse('erasure-lapsed');
  if (state.phase !== 'requested') return refuse('erasure-not-requested');
  if (at >= state.lapsesAt) return refuse('erasure-lapsed');
  if (state.requestedBy === confirmedBy) return refuse('erasure-needs-another-operator');
  if (blockers.length > 0) return refuse('erasure-blocked', blockers);
  if (state.requestedAt !== slotsClosedFor) return refuse('erasure-not-requested');
  return [{ type: 'ErasureConfirmed', data: { confirmedBy, subjects, confirmedAt: at } }];
}

/** Any operator takes the request back. Refuses `erasure-under-way` once it was confirmed. */
export function decideCancelErasure(
  state: ErasureState,
  { cancelledBy, at }: { readonly cancelledBy: string; readonly at: Instant },
): ErasureDecision {
  if (state.phase === 'cancelled') return [];
  if (state.phase === 'confirmed') return refuse('erasure-under-way');
  if (state.phase !== 'requested') return refuse('erasure-not-requested');
  return [{ type: 'ErasureCancelled', data: { cancelledBy, cancelledAt: at } }];
}

/** Nobody confirmed it in time. Too early, or not open any more: nothing happens. */
export function decideLapseErasure(state: ErasureState, at: Instant): ErasureDecision {
  if (state.phase !== 'requested' || at < state.lapsesAt) return [];
  return [{ type: 'ErasureLapsed', data: { lapsedAt: at } }];
}

/**
 * A confirmation that had closed the slots was cut off, and nobody repeated it. Without this its late `ErasureConfirmed`
 * could come after the slots were given back.
 */
export function decideGiveUpConfirmation(
  state: ErasureState,
  { requestedAt, at }: { readonly requestedAt: Instant; readonly at: Instant },
): ErasureDecision {
  if (state.phase !== 'requested' || state.requestedAt !== requestedAt) return [];
  return [{ type: 'ErasureLapsed', data: { lapsedAt: at } }];
}

/** Whether the slots closed for this request have to stay closed. */
export function isUnderWay(state: ErasureState, requestedAt: Instant): boolean {
  return state.phase === 'confirmed' && state.requestedAt === requestedAt;
}

/** Nothing of the person can be read any more. */
export function decideCompleteErasure(
  state: ErasureState,
  { cases, at }: { readonly cases: number; readonly at: Instant },
): ErasureDecision {
  if (state.phase === 'completed') return [];
  if (state.phase !== 'confirmed') return refuse('erasure-not-requested');
  return [{ type: 'ErasureCompleted', data: { cases, completedAt: at } }];
}

/** Whose keys a confirmed erasure destroys; undefined: there is nothing to carry out. */
export function toErase(state: ErasureState): readonly Subject[] | undefined {
  return state.phase === 'confirmed' ? state.subjects : undefined;
}
