import type { Head } from '../format/head.js';

const KEY = 16;
const HASH = 32;
const REVISION_AT = KEY;
const HASH_AT = KEY + 8;
const ENTRY = KEY + 8 + HASH;

/**
 * The head of every stream of a log, outside the heap: 56 bytes a stream in a table that is between three eighths and
 * three quarters full, so at most 150 bytes, and half as much again while the table grows. A million streams: 150 MB.
 * Streams are told apart by 128 bits of a hash of their name.
 */
export class HeadTable {
  private table = Buffer.alloc(1024 * ENTRY);
  private taken = 0;

  /** How many streams there are. */
  get size(): number {
    return this.taken;
  }

  /** @param nameHash SHA-256 of the stream's name, hex */
  get(nameHash: string): Head | undefined {
    const at = find(this.table, Buffer.from(nameHash, 'hex').subarray(0, KEY));
    const next = this.table.readBigUInt64LE(at + REVISION_AT);
    if (next === 0n) return undefined;
    const hash = this.table.subarray(at + HASH_AT, at + ENTRY);
    return { revision: next - 1n, hash: hash.every((byte) => byte === 0) ? '' : hash.toString('hex') };
  }

  set(nameHash: string, { revision, hash }: Head): void {
    const key = Buffer.from(nameHash, 'hex').subarray(0, KEY);
    const at = find(this.table, key);
    if (this.table.readBigUInt64LE(at + REVISION_AT) === 0n) this.taken += 1;
    key.copy(this.table, at);
    this.table.writeBigUInt64LE(revision + 1n, at + REVISION_AT);
    this.table.fill(0, at + HASH_AT, at + ENTRY);
    this.table.write(hash, at + HASH_AT, 'hex');
    if (this.taken * 4 > (this.table.length / ENTRY) * 3) this.grow();
  }

  /** Whether both hold the same streams, each with the same head. */
  equals(other: HeadTable): boolean {
    if (this.size !== other.size) return false;
    for (let at = 0; at < this.table.length; at += ENTRY) {
      if (this.table.readBigUInt64LE(at + REVISION_AT) === 0n) continue;
      const entry = this.table.subarray(at, at + ENTRY);
      const there = find(other.table, entry.subarray(0, KEY));
      if (!entry.equals(other.table.subarray(there, there + ENTRY))) return false;
    }
    return true;
  }

  private grow(): void {
    const larger = Buffer.alloc(this.table.length * 2);
    for (let at = 0; at < this.table.length; at += ENTRY) {
      if (this.table.readBigUInt64LE(at + REVISION_AT) === 0n) continue;
      const entry = this.table.subarray(at, at + ENTRY);
      entry.copy(larger, find(larger, entry.subarray(0, KEY)));
    }
    this.table = larger;
  }
}

/** Where the entry of `key` is, or the free place where it would go. The table is never full, so there is one. */
function find(table: Buffer, key: Buffer): number {
  const entries = table.length / ENTRY;
  for (let i = key.readUInt32LE(0) % entries; ; i = (i + 1) % entries) {
    const at = i * ENTRY;
    if (table.readBigUInt64LE(at + REVISION_AT) === 0n || key.equals(table.subarray(at, at + KEY))) return at;
  }
}
