import { randomUUID } from 'node:crypto';
import { mongo } from 'mongoose';
import { pause } from '../back-off.js';
import type { DeclaredCollection } from './collections.js';
import { isDuplicateKey } from './failure.js';

/** One per lease. */
export interface LeaseDocument {
  /** What is leased. */
  readonly _id: string;
  /** A new name each time it is taken. */
  readonly holder: string;
  /** Counts renewals: as long as it moves, somebody is alive. */
  readonly beat: number;
}

export const LEASES: DeclaredCollection = { name: 'leases', indexes: [] };

export interface LeaseOptions {
  /** A holder that shows no sign of life for this long has lost it. */
  readonly lengthMs: number;
}

/**
 * Lets one of several processes do something while the others wait: a document that its holder renews four times a
 * length. Nobody's clock is compared with anybody else's: a waiter takes over once it has itself seen the document
 * unchanged for a whole length, and a holder that could not renew it gives up after three quarters of one. So a holder
 * that dies is followed within one and a half lengths, one that ends orderly at once. A process that was frozen may
 * for a moment believe that it still holds what another has taken: what is done under a lease must bear being done
 * twice.
 */
export class Lease {
  constructor(
    private readonly leases: mongo.Collection<LeaseDocument>,
    private readonly name: string,
    private readonly options: LeaseOptions,
  ) {}

  /**
   * Waits until it is ours, then does the work; `held` aborts when it is lost or `signal` does. Gives it back after.
   * Undefined: the signal came first.
   * @throws whatever the work throws, and the database while it cannot be asked whose the lease is
   */
  async during<T>(work: (held: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    const holder = await this.take(signal);
    if (holder === undefined) return undefined;
    const [lost, done] = [new AbortController(), new AbortController()];
    const renewing = this.renew(holder, done.signal).finally(() => lost.abort());
    try {
      return await work(AbortSignal.any([signal, lost.signal]));
    } finally {
      done.abort();
      await renewing;
      // Not answered: then the others wait for it to run out.
      await this.leases.deleteOne({ _id: this.name, holder }).catch(() => undefined);
    }
  }

  private async take(signal: AbortSignal): Promise<string | undefined> {
    const [_id, holder, { lengthMs }] = [this.name, randomUUID(), this.options];
    let seen: LeaseDocument | null = null;
    for (let since = 0; !signal.aborted; await pause(lengthMs / 4, signal)) {
      const found = await this.leases.findOne({ _id });
      if (found === null) {
        if (await this.insert({ _id, holder, beat: 0 })) return holder;
      } else if (found.holder !== seen?.holder || found.beat !== seen.beat) {
        [seen, since] = [found, performance.now()];
      } else if (performance.now() - since >= lengthMs) {
        const taken = await this.leases.updateOne({ ...seen }, { $set: { holder, beat: 0 } });
        if (taken.matchedCount === 1) return holder;
      }
    }
    return undefined;
  }

  private async insert(document: LeaseDocument): Promise<boolean> {
    try {
      await this.leases.insertOne(document);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** Resolves when `done` aborts, or when somebody else may have it by now. */
  private async renew(holder: string, done: AbortSignal): Promise<void> {
    const { lengthMs } = this.options;
    let lapses = performance.now() + lengthMs * 0.75;
    for (;;) {
      await pause(Math.min(lengthMs / 4, lapses - performance.now()), done);
      const now = performance.now();
      if (done.aborted || now >= lapses) return;
      const answer = await Promise.race([this.beat(holder), pause(lapses - now, done)]);
      if (answer === 'lost') return;
      if (answer === 'ours') lapses = now + lengthMs * 0.75;
    }
  }

  private async beat(holder: string): Promise<'ours' | 'lost' | 'unknown'> {
    try {
      const answer = await this.leases.updateOne({ _id: this.name, holder }, { $inc: { beat: 1 } });
      return answer.matchedCount === 1 ? 'ours' : 'lost';
    } catch {
      return 'unknown'; // asked again until the time is up
    }
  }
}
