import type { Transaction } from 'lmdb';

import { fail } from './errors.js';
import { MAX_DOCUMENT_BYTES } from './values.js';

/** Like MongoDB: a cursor nobody asks for is closed after ten minutes. */
const IDLE_MS = 10 * 60_000;
const FIRST_BATCH = 101;

interface Cursor {
  readonly namespace: string;
  readonly documents: Iterator<Buffer>;
  readonly snapshot: Transaction | undefined;
  /** Read ahead of the batch it did not fit in. */
  next: Buffer | undefined;
  usedAt: number;
}

export interface CursorBatch {
  readonly documents: readonly Buffer[];
  readonly id: bigint;
  readonly namespace: string;
}

/** The open cursors of all connections. Each holds a snapshot until it is exhausted, killed or idle too long. */
export class Cursors {
  private readonly open = new Map<bigint, Cursor>();
  private lastId = 0n;

  first(
    namespace: string,
    documents: Iterator<Buffer>,
    size: number | undefined,
    single: boolean,
    snapshot?: Transaction,
  ): CursorBatch {
    const cursor: Cursor = { namespace, documents, snapshot, next: undefined, usedAt: Date.now() };
    try {
      const id = (this.lastId += 1n);
      const { batch, done } = take(cursor, size ?? FIRST_BATCH);
      if (done || single) close(cursor);
      else this.open.set(id, cursor);
      return { documents: batch, id: done || single ? 0n : id, namespace };
    } catch (error) {
      close(cursor);
      throw error;
    }
  }

  more(id: bigint, namespace: string, size: number | undefined): CursorBatch {
    const cursor = this.open.get(id);
    if (cursor === undefined || cursor.namespace !== namespace)
      return fail('CursorNotFound', `cursor id ${id} not found`);
    try {
      const { batch, done } = take(cursor, size ?? Infinity);
      cursor.usedAt = Date.now();
      if (done) this.kill(id);
      return { documents: batch, id: done ? 0n : id, namespace };
    } catch (error) {
      this.kill(id);
      throw error;
    }
  }

  kill(id: bigint): boolean {
    const cursor = this.open.get(id);
    if (cursor !== undefined) close(cursor);
    return this.open.delete(id);
  }

  /** Closes the cursors idle for ten minutes; all of them when `now` is left out. */
  sweep(now = Infinity): void {
    for (const [id, { usedAt }] of this.open) if (now - usedAt > IDLE_MS) this.kill(id);
  }

  get size(): number {
    return this.open.size;
  }
}

function close(cursor: Cursor): void {
  cursor.documents.return?.();
  cursor.snapshot?.done();
}

/** Up to `size` documents and 16 MiB, at least one. */
function take(cursor: Cursor, size: number): { batch: Buffer[]; done: boolean } {
  const batch: Buffer[] = [];
  let bytes = 0;
  for (;;) {
    if (batch.length >= size && size === 0) return { batch, done: false };
    const next = cursor.next ?? nextOf(cursor);
    cursor.next = undefined;
    if (next === undefined) return { batch, done: true };
    bytes += next.length;
    if (batch.length >= size || (batch.length > 0 && bytes > MAX_DOCUMENT_BYTES)) {
      cursor.next = next;
      return { batch, done: false };
    }
    batch.push(next);
  }
}

function nextOf(cursor: Cursor): Buffer | undefined {
  const { done, value } = cursor.documents.next();
  return done === true ? undefined : value;
}
