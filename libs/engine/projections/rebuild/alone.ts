import type { Connection } from 'mongoose';
import { Lease, type LeaseDocument, LEASES } from '#runtime/mongodb/lease.js';

export interface AloneOptions {
  /** How long another process may show no sign of life before it counts as dead, milliseconds; default 10,000. */
  readonly leaseMs?: number | undefined;
  /** How long to wait for another process that does the same; default: long enough to take over from a dead one. */
  readonly patienceMs?: number | undefined;
  /** Told once that somebody else is at it, or died at it a moment ago. */
  readonly waiting?: (() => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Another process does the same, and is alive. */
export class BusyElsewhereError extends Error {
  override readonly name = 'BusyElsewhereError';
  constructor(what: string) {
    super(`another process is at it: ${what}`);
  }
}

/** Another process may do the same by now: this one was frozen, or could not reach the database. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
  constructor(what: string, options?: ErrorOptions) {
    super(`lost the right to go on: ${what}`, options);
  }
}

const LEASE_MS = 10_000;
const SOON_MS = 500;

/**
 * Does what only one process may do at a time; `held` aborts when it must not go on. A process that freezes may still
 * take a step after another has taken over: each step has to bear that.
 * @throws BusyElsewhereError, LeaseLostError, the signal's reason
 */
export async function alone<T>(
  connection: Connection,
  what: string,
  options: AloneOptions,
  work: (held: AbortSignal) => Promise<T>,
): Promise<T> {
  const { leaseMs: lengthMs = LEASE_MS, waiting, signal = new AbortController().signal } = options;
  const { patienceMs = lengthMs * 2 } = options;
  const lease = new Lease(connection.collection<LeaseDocument>(LEASES.name), what, { lengthMs });
  const impatient = new AbortController();
  const timers = [
    ...(waiting === undefined ? [] : [setTimeout(waiting, SOON_MS)]),
    ...(patienceMs === Infinity ? [] : [setTimeout(() => impatient.abort(), patienceMs)]),
  ];
  const begin = async (held: AbortSignal) => {
    timers.forEach(clearTimeout);
    try {
      return { result: await work(held) };
    } catch (error) {
      if (held.aborted && !signal.aborted) throw new LeaseLostError(what, { cause: error });
      throw error;
    }
  };
  try {
    const done = await lease.during(begin, AbortSignal.any([impatient.signal, signal]));
    signal.throwIfAborted();
    if (done === undefined) throw new BusyElsewhereError(what);
    return done.result;
  } finally {
    timers.forEach(clearTimeout);
  }
}
