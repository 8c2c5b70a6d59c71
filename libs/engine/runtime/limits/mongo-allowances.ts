import { type Connection, mongo } from 'mongoose';
import type { DeclaredCollection } from '../mongodb/collections.js';
import { type Allowances, type Rate, type Taken, windowAt } from './allowances.js';
import { isDuplicateKey } from '../mongodb/failure.js';

/** One per key and window. */
interface UsedDocument {
  readonly _id: string;
  readonly used: number;
  /** End of the window: the document means nothing after it. */
  readonly until: Date;
}

export const ALLOWANCES: DeclaredCollection = { name: 'allowances', indexes: [{ key: { until: 1 } }] };

/** Least milliseconds between two sweeps of this process. */
const SWEEP_MS = 60_000;

/**
 * Counts in MongoDB, for all processes together. A count is raised by one conditional update, so it cannot pass the
 * limit. Windows that are over are deleted here and not by an index with a lifetime, which the embedded server lacks.
 */
export class MongoAllowances implements Allowances {
  private readonly collection: mongo.Collection<UsedDocument>;
  private sweptAt = 0;

  constructor(connection: Connection) {
    this.collection = connection.collection<UsedDocument>(ALLOWANCES.name);
  }

  /** @throws what MongoDB says when it cannot be asked: nothing is allowed then */
  async take(key: string, rate: Rate, now: number): Promise<Taken> {
    const { index, endsAt } = windowAt(now, rate);
    const _id = `${key} ${rate.windowMs}:${index}`;
    this.sweep(now);
    if (!(await this.count(_id, rate.limit, new Date(endsAt)))) return { ok: false, retryMs: endsAt - now };
    const giveBack = async () => {
      await this.collection.updateOne({ _id, used: { $gt: 0 } }, { $inc: { used: -1 } });
    };
    return { ok: true, giveBack };
  }

  private async count(_id: string, limit: number, until: Date): Promise<boolean> {
    const room = { _id, used: { $lt: limit } };
    try {
      await this.collection.updateOne(room, { $inc: { used: 1 }, $setOnInsert: { until } }, { upsert: true });
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    // There is one: it is full, or somebody else has just made it.
    return (await this.collection.updateOne(room, { $inc: { used: 1 } })).matchedCount === 1;
  }

  private sweep(now: number): void {
    if (now - this.sweptAt < SWEEP_MS) return;
    this.sweptAt = now;
    // Not answered: the next sweep deletes them as well.
    this.collection.deleteMany({ until: { $lte: new Date(now) } }).catch(() => (this.sweptAt = 0));
  }
}
