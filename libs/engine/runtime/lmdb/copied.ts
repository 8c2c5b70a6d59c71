import { Buffer } from 'node:buffer';
import type { Database, Key } from 'lmdb';

/**
 * lmdb-js reads into one buffer, which the next read overwrites. It says how much of it counts by a `length` set by
 * hand. What is built into the engine does not look at that (V8 of Node 24 and newer nowhere: `subarray`, `set`,
 * `Buffer.from` take the whole buffer), so such a buffer leaves this file as a copy only, made by explicit offsets.
 */
type Borrowed = Uint8Array;

/** The value under a key, for the caller to keep; undefined: there is none. */
export function readBytes<K extends Key>(db: Database<Buffer, K>, key: K): Buffer | undefined {
  // The one place where what is borrowed is asked for: half the time of `get`, which allocates for each value.
  // oxlint-disable-next-line no-restricted-properties
  const borrowed = db.getBinaryFast(key);
  return borrowed === undefined ? undefined : copied(borrowed, borrowed.length);
}

/**
 * For `openDB` of a database whose values are decoded as they are read, by key or by cursor: `decode` is given bytes it
 * may keep. What is put are bytes already.
 */
export function decodingAs<V>(decode: (bytes: Buffer) => V) {
  return {
    encode: (bytes: Buffer): Buffer => bytes,
    /** A read by cursor says how much of the buffer counts; one by key has set its length, and may hand over options. */
    decode: (borrowed: Borrowed, size?: unknown): V =>
      decode(copied(borrowed, typeof size === 'number' ? size : borrowed.length)),
  };
}

/** Small ones share a slab of Node's own: measured faster than `get`, and than a slab of ours. */
function copied(borrowed: Borrowed, size: number): Buffer {
  const copy = Buffer.allocUnsafe(size);
  copy.set(new Uint8Array(borrowed.buffer, borrowed.byteOffset, size));
  return copy;
}
