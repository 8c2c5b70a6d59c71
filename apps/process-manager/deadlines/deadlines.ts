import type { Instant } from '#decider/brand.js';
import { randomUUID } from 'node:crypto';
import type { Connection, Model, mongo } from 'mongoose';
import { type BackOff, backOffMs } from '#runtime/back-off.js';
import type { ReactionsConfiguration } from '#configuration/reactions.js';
import { type DeadlineDocument, deadlineSchema, idOf, NEVER } from './deadline-document.js';
import { later } from '../react.js';
import type { Deadline } from '../reaction.js';
import { BulkCoalescer } from './bulk-coalescer.js';

/** One whose store is away is tried soon: nothing is wrong with it, milliseconds. */
const FIRST_AFTER_INTERRUPTION_MS = 1_000;

/** Deadlines that are overdue. */
const COUNTED_UP_TO = 1_000;

/** Names in one query. */
const ASKED_AT_ONCE = 1_000;

/** A deadline that is due, held by us for the length of the lease. */
export interface DueDeadline extends Deadline {
  /** After this moment somebody else may fire it. */
  readonly heldUntil: Instant;
  /** How often it has failed before, of what does not pass by itself. */
  readonly failures: number;
  readonly done: () => Promise<void>;
  /** It was not fired after all: whoever looks next takes it. */
  readonly giveBack: (now: Instant) => Promise<void>;
  /** It failed of what passes by itself: it comes again soon. */
  readonly interrupted: (now: Instant) => Promise<void>;
  /** It failed: it comes again later, each time twice as much later, and lets the others pass. */
  readonly putOff: (now: Instant) => Promise<void>;
  /** It failed, and no further try will help: an operator sees to it. */
  readonly park: (why: string) => Promise<void>;
}

/** Milliseconds; see the settings. */
export type DeadlineLimits = Pick<ReactionsConfiguration, 'deadlineLeaseMs' | 'deadlinePutOffMaxMs'>;

/** Deadlines as documents: they survive restarts, and each is fired at least once. */
export class Deadlines {
  private readonly model: Model<DeadlineDocument>;
  private readonly writes: BulkCoalescer<DeadlineDocument>;
  /** Those never tried and those tried before take turns, so that neither waits for the other's end. */
  private turn: Turn = 'untried';

  constructor(
    connection: Connection,
    private readonly limits: DeadlineLimits,
  ) {
    this.model = connection.model<DeadlineDocument>('Deadline', deadlineSchema);
    this.writes = new BulkCoalescer(
      connection.collection<DeadlineDocument>(this.model.collection.collectionName),
    );
  }

  /** Whatever it failed of before is forgotten. */
  async set({ kind, of, due }: Deadline): Promise<void> {
    const replacement = { kind, of, due, lease: null, ...UNTRIED };
    await this.writes.write({
      replaceOne: { filter: { _id: idOf({ kind, of }) }, replacement, upsert: true },
    });
  }

  /** Sets it unless it is set already, for whatever time. */
  async ensure(deadline: Deadline): Promise<void> {
    await this.insert(deadline, UNTRIED);
  }

  /** To another time, unless it was done or moved meanwhile. Whoever fires it has nothing left to end. */
  async move({ kind, of, due }: Deadline, to: Instant): Promise<void> {
    await this.replace({ kind, of, due: to }, { due });
  }

  /**
   * Sets it unless it is set for an earlier moment. One that is being fired, or has failed, is set anew: it is done with
   * only for as much as was known before.
   */
  async bringForward(deadline: Deadline): Promise<void> {
    await this.replace(deadline, { $or: [{ leasedUntil: { $ne: null } }, { due: { $gt: deadline.due } }] });
    await this.insert(deadline, UNTRIED);
  }

  /** Sets it as one that has failed once already; one that failed before stays as it is, with how often it has failed. */
  async leave(deadline: Deadline, now: Instant): Promise<void> {
    const failed = { leasedUntil: later(now, this.limits.deadlineLeaseMs), failures: 1 };
    await this.replace(deadline, NOT_FAILED, failed);
    await this.insert(deadline, failed);
  }

  /** Sets it as one that is parked; one that failed before stays as it is, parked or to be tried. */
  async park(deadline: Deadline, why: string): Promise<void> {
    const parked = { leasedUntil: NEVER, parkedAt: new Date(), why, attempts: 0 };
    await this.replace(deadline, NOT_FAILED, parked);
    await this.insert(deadline, parked);
  }

  /** How many of a kind are set whose `of` begins so, without those that are parked, counted up to a thousand. */
  async waiting(kind: Deadline['kind'], beginning: string): Promise<number> {
    const first = idOf({ kind, of: beginning });
    // The last character there is: what begins so lies between the two.
    const named = { _id: { $gte: first, $lt: `${first}\uffff` }, parkedAt: null };
    return this.model.countDocuments(named, { limit: COUNTED_UP_TO });
  }

  /** Which of these have no deadline of that kind. */
  async without<Of extends string>(kind: Deadline['kind'], all: readonly Of[]): Promise<readonly Of[]> {
    const without: Of[] = [];
    for (let from = 0; from < all.length; from += ASKED_AT_ONCE) {
      const some = all.slice(from, from + ASKED_AT_ONCE);
      const names = some.map((of) => idOf({ kind, of }));
      const found = await this.model.find({ _id: { $in: names } }, { _id: 1 }).lean();
      const there = new Set(found.map(({ _id }) => _id));
      without.push(...some.filter((of) => !there.has(idOf({ kind, of }))));
    }
    return without;
  }

  /** Of all deadlines of a kind, parked or not, the owners that come after that one, in the order of their names. */
  async namesOf(
    kind: Deadline['kind'],
    { after, most }: { readonly after: string; readonly most: number },
  ): Promise<readonly string[]> {
    const found = await this.model
      .find({ _id: { $gt: idOf({ kind, of: after }), $lt: afterAll(kind) } }, { of: 1 })
      .sort({ _id: 1 })
      .limit(most)
      .lean();
    return found.map(({ of }) => of);
  }

  /** How many there are of a kind, parked or not. */
  async count(kind: Deadline['kind']): Promise<number> {
    return this.model.countDocuments({ _id: { $gt: idOf({ kind, of: '' }), $lt: afterAll(kind) } });
  }

  async clear(of: string): Promise<void> {
    await this.writes.write({ deleteMany: { filter: { of } } });
  }

  /**
   * Leases up to `most` deadlines that are due at `now` and not held by anyone else: of those never tried the ones due
   * first, of the others the ones whose next try came first. However often some fail, the others have their turn.
   */
  async take(now: Instant, most: number): Promise<readonly DueDeadline[]> {
    const [first, second] = this.turn === 'untried' ? TURNS : TURNS.toReversed();
    const some = await this.lease(first, now, most);
    if (some.length > 0) this.turn = second;
    const more = some.length < most ? await this.lease(second, now, most - some.length) : [];
    return [...some, ...more].map((leased) => this.held(leased));
  }

  private held({
    _id,
    kind,
    of,
    due,
    lease,
    leasedUntil,
    failures = 0,
    interruptions = 0,
  }: Leased): DueDeadline {
    // Only while still ours and unmoved: a deadline set anew in the meantime stays.
    const ours = { _id, lease, due };
    const change = (set: Partial<DeadlineDocument>) =>
      this.writes.write({ updateOne: { filter: ours, update: { $set: set } } });
    const again = (at: Instant, times: number, backOff: BackOff) => ({
      leasedUntil: later(at, backOffMs(times, backOff)),
      lease: null,
    });
    return {
      kind,
      of,
      due,
      heldUntil: leasedUntil,
      failures,
      done: () => this.writes.write({ deleteOne: { filter: ours } }),
      giveBack: (at) => change({ leasedUntil: at, lease: null }),
      interrupted: (at) => {
        const backOff = { firstMs: FIRST_AFTER_INTERRUPTION_MS, capMs: this.limits.deadlineLeaseMs };
        const times = interruptions + 1;
        return change({ ...again(at, times, backOff), interruptions: times });
      },
      putOff: (at) => {
        const backOff = { firstMs: this.limits.deadlineLeaseMs, capMs: this.limits.deadlinePutOffMaxMs };
        return change({ ...again(at, failures + 1, backOff), failures: failures + 1 });
      },
      park: (why) =>
        change({
          leasedUntil: NEVER,
          lease: null,
          parkedAt: new Date(),
          why,
          attempts: 0,
          failures: failures + 1,
        }),
    };
  }

  /**
   * How many are due and not fired yet, without those that are parked, counted up to a thousand: who asks for metrics
   * and readiness is not to look through all that became due in one moment.
   */
  async overdue(now: Instant): Promise<number> {
    return this.model.countDocuments({ due: { $lte: now }, parkedAt: null }, { limit: COUNTED_UP_TO });
  }

  /** When the one of these that has been due longest was due; undefined: none is. */
  async dueSince(now: Instant): Promise<Instant | undefined> {
    const oldest = await this.model
      .findOne({ due: { $lte: now }, parkedAt: null })
      .sort({ due: 1 })
      .lean();
    return oldest?.due;
  }

  /** Three round trips, however many. */
  private async lease(which: Turn, now: Instant, most: number): Promise<readonly Leased[]> {
    const [filter, sort] =
      which === 'untried'
        ? ([{ leasedUntil: null, due: { $lte: now } }, { due: 1 }] as const)
        : ([{ leasedUntil: { $lte: now } }, { leasedUntil: 1 }] as const);
    for (;;) {
      const found = await this.model.find(filter, { _id: 1 }).sort(sort).limit(most).lean();
      if (found.length === 0) return [];
      const lease = randomUUID();
      const leasedUntil = later(now, this.limits.deadlineLeaseMs);
      // Each by its name: a server that went by the other conditions would look through all that are due.
      const take = ({ _id }: Pick<DeadlineDocument, '_id'>) => ({
        updateOne: { filter: { ...filter, _id }, update: { $set: { lease, leasedUntil } } },
      });
      await this.model.bulkWrite(found.map(take), { ordered: false });
      const names = found.map(({ _id }) => _id);
      const leased = await this.model
        .find({ _id: { $in: names }, lease })
        .sort(DUE_FIRST)
        .lean();
      // Somebody else took all of them meanwhile: there may be more.
      if (leased.length > 0) return leased.map((one) => ({ ...one, leasedUntil }));
    }
  }

  /** Sets it if it is there and `is` so. */
  private async replace(
    { kind, of, due }: Deadline,
    is: mongo.Filter<DeadlineDocument>,
    as: Attempts = UNTRIED,
  ): Promise<void> {
    const replacement = { kind, of, due, lease: null, ...as };
    await this.writes.write({ replaceOne: { filter: { _id: idOf({ kind, of }), ...is }, replacement } });
  }

  private async insert({ kind, of, due }: Deadline, as: Attempts): Promise<void> {
    const update = { $setOnInsert: { kind, of, due, lease: null, ...as } };
    await this.writes.write({ updateOne: { filter: { _id: idOf({ kind, of }) }, update, upsert: true } });
  }
}

type Attempts = Pick<DeadlineDocument, 'leasedUntil' | 'failures' | 'parkedAt' | 'why' | 'attempts'>;

const UNTRIED: Attempts = { leasedUntil: null };

/** Not yet, or being fired just now. */
const NOT_FAILED: mongo.Filter<DeadlineDocument> = {
  parkedAt: { $exists: false },
  $or: [{ failures: { $exists: false } }, { lease: { $ne: null } }],
};

/** After the name of every deadline of the kind, and before those of others: `;` is the character after `:`. */
function afterAll(kind: Deadline['kind']): string {
  return `${kind};`;
}

type Leased = DeadlineDocument & { readonly leasedUntil: Instant };

const TURNS = ['untried', 'tried'] as const;
type Turn = (typeof TURNS)[number];

const DUE_FIRST = { due: 1 } as const;
