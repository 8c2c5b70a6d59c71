import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Database, RootDatabase } from 'lmdb';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { decodingAs, readBytes } from './copied.js';
import { openEnvironment } from './environment.js';
import { Volume } from './volume.js';

/** Around the sizes where lmdb-js grows its buffer, or takes another. */
const size = fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 40_000 }), fc.constantFrom(4_096, 32_768, 65_536));
const filled = ({ bytes, with: byte }: { bytes: number; with: number }) => Buffer.alloc(bytes, byte);
const value = fc.record({ bytes: size, with: fc.nat({ max: 255 }) }).map(filled);
const digest = (bytes: Buffer) => `${bytes.length} ${createHash('sha1').update(bytes).digest('hex')}`;
const values = fc.array(value, { minLength: 1, maxLength: 8 });

describe('what is read from LMDB', () => {
  const folder = temporaryFolders();
  let root: RootDatabase<Buffer, string>;
  let plain: Database<Buffer, string>;
  let decoded: Database<Buffer, string>;

  beforeEach(async () => {
    root = openEnvironment<Buffer, string>(new Volume({ path: await folder() }), { encoding: 'binary' });
    plain = root.openDB<Buffer, string>('plain', { encoding: 'binary' });
    const asGiven = { encoding: 'binary', encoder: decodingAs((bytes) => bytes) } as const;
    decoded = root.openDB<Buffer, string>('decoded', asGiven);
  });

  afterEach(() => root.close());

  /** Each way to read all values, one after the other, before any of them is looked at. */
  const readings: readonly [string, (keys: readonly string[]) => unknown[]][] = [
    ['by key', (keys) => keys.map((key) => readBytes(plain, key))],
    ['by key, decoded', (keys) => keys.map((key) => decoded.get(key))],
    ['by cursor', () => Array.from(plain.getRange(), ({ value }) => value)],
    ['by cursor, decoded', () => Array.from(decoded.getRange(), ({ value }) => value)],
  ];

  it.each(readings)('%s is the bytes that were written, whatever is read after them', async (_, read) => {
    const law = fc.property(values, (written) => {
      const keys = written.map((_, n) => String(n));
      root.transactionSync(() => {
        for (const table of [plain, decoded]) {
          for (const key of Array.from(table.getKeys())) table.removeSync(key);
          for (const [n, value] of written.entries()) table.putSync(String(n), value);
        }
      });
      const found = read(keys) as Buffer[];
      // `Buffer.from` and `subarray` go by the length V8 knows, not by one that was set by hand.
      const seen = found.map((bytes) => [
        bytes.length,
        bytes.byteLength,
        digest(Buffer.from(bytes.subarray(0))),
      ]);
      expect(seen).toEqual(written.map((bytes) => [bytes.length, bytes.length, digest(bytes)]));
    });
    fc.assert(law, { numRuns: 60 });
  });

  it('is undefined where nothing was written', () => {
    expect(readBytes(plain, 'nothing')).toBeUndefined();
    expect(decoded.get('nothing')).toBeUndefined();
  });
});
