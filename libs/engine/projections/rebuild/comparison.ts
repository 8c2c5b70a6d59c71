import { createHash } from 'node:crypto';
import type { mongo } from 'mongoose';
import type { Guarded } from '../stored.js';
import { documentHash } from './document-hash.js';

/** A document that is not the same on both sides. Events may have come while they were looked at, so it may be well. */
export interface Suspect {
  readonly id: string;
  /** Which events the fold has in it, as `formatApplied` writes it; empty: there is no such document. */
  readonly needs: string;
  /** The fold itself cannot go that far: the key must be parked in the model too. */
  readonly heldUp?: boolean;
}

/** What walking two collections side by side finds. */
export interface Walk {
  /** Documents the events fold to. */
  readonly documents: number;
  /** The first of those that differ. */
  readonly suspects: readonly Suspect[];
  /** Differ as well, and are not looked at any closer. */
  readonly more: number;
  /** Over all documents in order: equal collections have equal hashes. */
  readonly hashes: { readonly expected: string; readonly actual: string };
}

const MOST_SUSPECTS = 10_000;

/**
 * Walks two collections side by side in the order of their ids: `expected`, a fold of the events, and `actual`, the
 * model as it is. Holds one page of each.
 */
export async function compare(
  expected: mongo.Collection<Guarded>,
  actual: mongo.Collection<Guarded>,
  mostSuspects = MOST_SUSPECTS,
): Promise<Walk> {
  const [left, right] = [new Side(expected), new Side(actual)];
  const suspects: Suspect[] = [];
  let [documents, more] = [0, 0];
  await Promise.all([left.advance(), right.advance()]);
  for (;;) {
    const order = orderOf(left.now, right.now);
    const now = order <= 0 ? left.now : right.now;
    if (now === null) break;
    if (order <= 0) documents += 1;
    if (order !== 0 || left.hash !== right.hash) {
      if (suspects.length < mostSuspects)
        suspects.push({ id: now._id, needs: order <= 0 ? now.guard.applied : '' });
      else more += 1;
    }
    await Promise.all([order <= 0 ? left.advance() : undefined, order >= 0 ? right.advance() : undefined]);
  }
  return { documents, suspects, more, hashes: { expected: left.digest(), actual: right.digest() } };
}

/** One collection, a document at a time. */
class Side {
  now: Guarded | null = null;
  hash = '';
  private readonly cursor: mongo.FindCursor<Guarded>;
  private readonly all = createHash('sha256');

  constructor(collection: mongo.Collection<Guarded>) {
    this.cursor = collection.find({}, { sort: { _id: 1 }, batchSize: 500 });
  }

  async advance(): Promise<void> {
    this.now = await this.cursor.next();
    if (this.now === null) return;
    this.hash = documentHash(this.now);
    this.all.update(this.hash);
  }

  digest(): string {
    return this.all.digest('hex');
  }
}

function orderOf(left: Guarded | null, right: Guarded | null): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
  if (left._id === right._id) return 0;
  return left._id < right._id ? -1 : 1;
}
