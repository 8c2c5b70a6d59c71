import { randomUUID } from 'node:crypto';
import { type Connection, mongo } from 'mongoose';
import { pause } from '#platform/back-off.js';

/** Something only one process does at a time, kept in MongoDB; one small document per name in `leases`. */
interface Held {
  /** What is leased, e.g. `rebuild:application-status`. */
  readonly _id: string;
  readonly holder: string;
  /** By the database's clock. */
  readonly until: Date;
}

export interface Lease {
  readonly name: string;
  /** Another term from now on. False: it ran out and somebody else has it, or may have. */
  renew(): Promise<boolean>;
  /** Gives it back at once; harmless when it is no longer ours. */
  release(): Promise<void>;
}

export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
  constructor(lease: string) {
    super(`the lease ${lease} ran out while it was needed`);
  }
}

const DUPLICATE_KEY = 11_000;

/**
 * Takes the lease for `ttlMs` milliseconds, or answers undefined: somebody has it. Only the database's clock is looked
 * at, so the clocks of those who want it may differ. A holder that stalls for longer than its term may go on for a
 * moment beside the next one: what it does then has to be harmless.
 */
export async function acquire(
  connection: Connection,
  name: string,
  ttlMs: number,
): Promise<Lease | undefined> {
  const leases = connection.collection<Held>('leases');
  const holder = randomUUID();
  const until = async () => new Date((await databaseTime(connection)) + ttlMs);
  const end = await until();
  const free = { _id: name, until: { $lte: new Date(end.getTime() - ttlMs) } };
  try {
    await leases.updateOne(free, { $set: { holder, until: end } }, { upsert: true });
  } catch (error) {
    // It is there and has not run out: the upsert would have made a second one.
    if (error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY) return undefined;
    throw error;
  }
  return {
    name,
    renew: async () => {
      const renewed = await leases.updateOne({ _id: name, holder }, { $set: { until: await until() } });
      return renewed.matchedCount === 1;
    },
    release: async () => void (await leases.deleteOne({ _id: name, holder })),
  };
}

/**
 * Works while the lease is kept up, then gives it back. The signal aborts when it could not be kept up: the work is no
 * longer ours to do, and must come to an end.
 */
export async function holding<T>(
  lease: Lease,
  ttlMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const stop = new AbortController();
  const keeping = keepUp(lease, ttlMs, stop.signal).catch((error: unknown) => lost.abort(error));
  try {
    return await work(lost.signal);
  } finally {
    stop.abort();
    await keeping;
    // Should it fail, it runs out by itself.
    await lease.release().catch(() => undefined);
  }
}

/** Renews it three times a term; a try that fails is made up for by the next one. @throws LeaseLostError */
async function keepUp(lease: Lease, ttlMs: number, signal: AbortSignal): Promise<void> {
  let renewed = performance.now();
  for (;;) {
    await pause(ttlMs / 3, signal);
    if (signal.aborted) return;
    const asked = performance.now();
    const outcome = await lease.renew().catch((error: unknown) => error);
    if (outcome === true) renewed = asked;
    else if (outcome === false || performance.now() - renewed > ttlMs) throw new LeaseLostError(lease.name);
  }
}

/** Whether somebody has the lease now. */
export async function isHeld(connection: Connection, name: string): Promise<boolean> {
  const held = await connection.collection<Held>('leases').findOne({ _id: name });
  return held !== null && held.until.getTime() > (await databaseTime(connection));
}

async function databaseTime(connection: Connection): Promise<number> {
  const { localTime } = await connection.getClient().db('admin').command({ hello: 1 });
  return (localTime as Date).getTime(); // every server says so in its greeting
}
