import type { Connection, mongo } from 'mongoose';
import { pause } from '#runtime/back-off.js';
import type { DeclaredCollection } from '#runtime/mongodb/collections.js';

interface Count {
  readonly _id: 'erased';
  readonly count: number;
}

export const ERASURE_NOTICES: DeclaredCollection = { name: 'erasure_notices', indexes: [] };

/** How often a process looks whether another one erased somebody, milliseconds. */
const LOOK_EVERY_MS = 1_000;

/** How the processes of an installation hear that keys were destroyed: a count that goes up each time. */
export class ErasureNotices {
  private readonly counts: mongo.Collection<Count>;

  constructor(connection: Connection) {
    this.counts = connection.collection<Count>(ERASURE_NOTICES.name);
  }

  /** To be called after the keys are gone: whoever forgets then cannot fetch them again. */
  async tell(): Promise<void> {
    await this.counts.updateOne({ _id: 'erased' }, { $inc: { count: 1 } }, { upsert: true });
  }

  /**
   * Calls `forget` whenever somebody was erased, until the signal aborts. A look that fails is told of and made again;
   * nothing is missed, because the count is compared with the one seen last.
   */
  async watch(forget: () => void, signal: AbortSignal, onFailure: (error: unknown) => void): Promise<void> {
    let seen: number | undefined;
    let failing = false;
    while (!signal.aborted) {
      try {
        const count = (await this.counts.findOne({ _id: 'erased' }))?.count ?? 0;
        if (seen !== undefined && count !== seen) forget();
        seen = count;
        failing = false;
      } catch (error) {
        if (!failing) onFailure(error);
        failing = true;
      }
      await pause(LOOK_EVERY_MS, signal);
    }
  }
}
