import { randomUUID } from 'node:crypto';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { Instant } from '#domain/kernel/brand.js';
import { backOffMs } from '#platform/back-off.js';
import type { DeclaredCollection } from '#platform/mongodb/collections.js';
import type { Deadline } from './react.js';
import { SharedBulk } from './shared-bulk.js';

interface DeadlineDocument {
  /** `{kind}:{of}`: setting a deadline again moves it. */
  readonly _id: string;
  readonly kind: Deadline['kind'];
  readonly of: string;
  readonly due: Instant;
  /** Whoever fires it holds it until then; if they die, it is fired again. */
  readonly leasedUntil: Instant | null;
  readonly lease: string | null;
  /** How often firing it has failed of what does not pass by itself. */
  readonly failures?: number;
}

const schema = new Schema<DeadlineDocument>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    of: { type: String, required: true },
    due: { type: String, required: true },
    leasedUntil: { type: String, default: null },
    lease: { type: String, default: null },
    failures: { type: Number },
  },
  { versionKey: false, collection: 'deadlines', autoIndex: false, autoCreate: false },
);

export const DEADLINES: DeclaredCollection = {
  name: 'deadlines',
  indexes: [{ key: { due: 1 } }, { key: { of: 1 } }],
};

/** A deadline that fails again and again is tried this often at least, milliseconds. */
const LONGEST_PUT_OFF_MS = 3_600_000;

/** Names in one query. */
const ASKED_AT_ONCE = 1_000;

/** A deadline that is due, held by us for the length of the lease. */
export interface DueDeadline extends Deadline {
  readonly done: () => Promise<void>;
  /** It failed: it comes again later, each time twice as much later, and lets the others pass. */
  readonly putOff: () => Promise<void>;
}

/** Deadlines as documents: they survive restarts, and each is fired at least once. */
export class Deadlines {
  private readonly model: Model<DeadlineDocument>;
  private readonly writes: SharedBulk<DeadlineDocument>;

  constructor(
    connection: Connection,
    /** How long one firing may take before another process tries, milliseconds. */
    private readonly leaseMs = 30_000,
  ) {
    this.model = connection.model<DeadlineDocument>('Deadline', schema);
    this.writes = new SharedBulk(
      connection.collection<DeadlineDocument>(this.model.collection.collectionName),
    );
  }

  async set({ kind, of, due }: Deadline): Promise<void> {
    const replacement = { kind, of, due, leasedUntil: null, lease: null };
    await this.writes.write({
      replaceOne: { filter: { _id: `${kind}:${of}` }, replacement, upsert: true },
    });
  }

  /** Sets it unless it is set already, for whatever time. */
  async ensure({ kind, of, due }: Deadline): Promise<void> {
    const update = { $setOnInsert: { kind, of, due, leasedUntil: null, lease: null } };
    await this.writes.write({ updateOne: { filter: { _id: `${kind}:${of}` }, update, upsert: true } });
  }

  /** Which of these have no deadline of that kind. */
  async without<Of extends string>(kind: Deadline['kind'], all: readonly Of[]): Promise<readonly Of[]> {
    const without: Of[] = [];
    for (let from = 0; from < all.length; from += ASKED_AT_ONCE) {
      const some = all.slice(from, from + ASKED_AT_ONCE);
      const names = some.map((of) => `${kind}:${of}`);
      const found = await this.model.find({ _id: { $in: names } }, { _id: 1 }).lean();
      const there = new Set(found.map(({ _id }) => _id));
      without.push(...some.filter((of) => !there.has(`${kind}:${of}`)));
    }
    return without;
  }

  async clear(of: string): Promise<void> {
    await this.writes.write({ deleteMany: { filter: { of } } });
  }

  /** Leases the earliest deadline that is due at `now` and not held by anyone else. */
  async next(now: Instant): Promise<DueDeadline | undefined> {
    const lease = randomUUID();
    const leasedUntil = new Date(Date.parse(now) + this.leaseMs).toISOString();
    const found = await this.model
      .findOneAndUpdate(
        { due: { $lte: now }, $or: [{ leasedUntil: null }, { leasedUntil: { $lte: now } }] },
        { $set: { lease, leasedUntil } },
        { sort: { due: 1 }, returnDocument: 'after' },
      )
      .lean();
    if (found === null) return undefined;
    const { _id, kind, of, due, failures = 0 } = found;
    // Only while still ours and unmoved: a deadline set anew in the meantime stays.
    const done = async () => void (await this.model.deleteOne({ _id, lease, due }));
    const putOff = async () => {
      const again =
        Date.parse(now) + backOffMs(failures + 1, { firstMs: this.leaseMs, capMs: LONGEST_PUT_OFF_MS });
      const later = { leasedUntil: new Date(again).toISOString(), lease: null, failures: failures + 1 };
      await this.model.updateOne({ _id, lease, due }, { $set: later });
    };
    return { kind, of, due, done, putOff };
  }

  /** How many are due and not fired yet: for metrics and readiness. */
  async overdue(now: Instant): Promise<number> {
    return this.model.countDocuments({ due: { $lte: now } });
  }

  /** When the one that has been due longest was due; undefined: none is. */
  async dueSince(now: Instant): Promise<Instant | undefined> {
    const oldest = await this.model
      .findOne({ due: { $lte: now } })
      .sort({ due: 1 })
      .lean();
    return oldest?.due;
  }
}
