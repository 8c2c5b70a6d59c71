import type { ParkedEntry } from '#projections/parked-page.js';
import type { Retried } from '#projections/parked-retry.js';

/** A parked key as the API tells of it: what holds it up, nothing of what is in it. */
export function parkedKey({ model, key, cause, parkedAt, attempts }: ParkedEntry) {
  return { model, key, ...whatHoldsUp(cause), parkedAt: parkedAt.toISOString(), attempts };
}

/** What folding what waits led to. */
export function retried(model: string, key: string, outcome: Retried) {
  return outcome.kind === 'failed-again'
    ? { model, key, outcome: 'parked' as const, cause: whatHoldsUp(outcome.cause) }
    : { model, key, outcome: 'released' as const, cause: null };
}

function whatHoldsUp(cause: ParkedEntry['cause']) {
  const { reason, message } = cause;
  if (!('event' in cause)) return { reason, message, event: null };
  const { stream, revision, type, id } = cause.event;
  return { reason, message, event: { stream, revision, type, id } };
}
