import type { Connection } from 'mongoose';
import { aborted } from '#runtime/aborted.js';
import { Lease, type LeaseDocument, LEASES } from '#runtime/mongodb/lease.js';

/**
 * Waits for its turn, then does the work until `signal` aborts or the turn is over; `held` aborts with either.
 * @throws whatever the work throws
 */
export type Turn = (work: (held: AbortSignal) => Promise<void>, signal: AbortSignal) => Promise<void>;

/** For a process that is the only one. */
export const ALWAYS: Turn = (work, signal) => work(signal);

/** A distributor that shows no sign of life for so long is followed by another, milliseconds. */
const LEASE_MS = 5_000;

export interface LeasedTurnOptions {
  /** Resolves when the connection is there for the first time: whoever starts waits for that, which is no failure. */
  readonly ready: Promise<unknown>;
  readonly lengthMs?: number;
}

/**
 * One of several distributors works, the others stand by. One that ends orderly is followed within a second and a
 * quarter, one that dies within seven and a half. It only saves work: two at once publish twice what consumers ignore.
 */
export function leasedTurn(connection: Connection, { ready, lengthMs = LEASE_MS }: LeasedTurnOptions): Turn {
  const lease = new Lease(connection.collection<LeaseDocument>(LEASES.name), 'distributor', { lengthMs });
  return async (work, signal) => {
    await Promise.race([ready, aborted(signal)]);
    await lease.during(work, signal);
  };
}
