import { createHash } from 'node:crypto';
import type { mongo } from 'mongoose';
import { parseApplied } from '../runtime/applied.js';
import { documentHash } from './document-hash.js';
import type { Guarded } from '../runtime/stored.js';

interface Difference {
  readonly id: string;
  /**
   * `content`: the same events, another document; `missing`, `extra`: only in the events, only in the model; `behind`:
   * the model lacks events that exist.
   */
  readonly kind: 'content' | 'missing' | 'extra' | 'behind';
}

export interface Comparison {
  /** Documents the events fold to. */
  readonly documents: number;
  /** Of those: the model already has events that were not looked at, so there is nothing to compare. */
  readonly ahead: number;
  readonly differing: number;
  /** The first hundred of them. */
  readonly differences: readonly Difference[];
  /** Over all documents in order: equal collections have equal hashes. */
  readonly hashes: { readonly expected: string; readonly actual: string };
}

const MOST_DIFFERENCES = 100;

/**
 * Walks two collections side by side in the order of their ids: `expected`, a fold of the events, and `actual`, the
 * model as it is. Holds one page of each.
 */
export async function compare(
  expected: mongo.Collection<Guarded>,
  actual: mongo.Collection<Guarded>,
): Promise<Comparison> {
  const [left, right] = [new Side(expected), new Side(actual)];
  const differences: Difference[] = [];
  let [documents, ahead, differing] = [0, 0, 0];
  await Promise.all([left.advance(), right.advance()]);
  while (left.now !== null || right.now !== null) {
    const order = orderOf(left.now, right.now);
    const verdict = order < 0 ? 'missing' : order > 0 ? 'extra' : verdictOf(left, right);
    if (order <= 0) documents += 1;
    if (verdict === 'ahead') ahead += 1;
    else if (verdict !== 'equal') {
      differing += 1;
      const id = (order <= 0 ? left : right).now?._id;
      if (id !== undefined && differences.length < MOST_DIFFERENCES) differences.push({ id, kind: verdict });
    }
    if (order <= 0) await left.advance();
    if (order >= 0) await right.advance();
  }
  const hashes = { expected: left.digest(), actual: right.digest() };
  return { documents, ahead, differing, differences, hashes };
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
  if (left === null || right === null) return left === null ? 1 : -1;
  if (left._id === right._id) return 0;
  return left._id < right._id ? -1 : 1;
}

function verdictOf(expected: Side, actual: Side): 'equal' | 'ahead' | 'content' | 'behind' {
  if (expected.hash === actual.hash) return 'equal';
  if (expected.now === null || actual.now === null || expected.now.guard.applied === actual.now.guard.applied)
    return 'content';
  const has = parseApplied(actual.now.guard.applied);
  const needs = parseApplied(expected.now.guard.applied);
  return [...needs].every(([stream, revision]) => (has.get(stream) ?? -1n) >= revision) ? 'ahead' : 'behind';
}
