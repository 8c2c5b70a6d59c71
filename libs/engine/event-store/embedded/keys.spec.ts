import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { chunkKey, nameKey, positionKey } from './keys.js';

const position = fc.nat({ max: 2 ** 48 - 1 });
const chunk = fc.nat({ max: 2 ** 32 - 1 });

function written<K>(codec: { writeKey(key: K, target: Buffer, start: number): number }, key: K): Buffer {
  const target = Buffer.alloc(600, 0xee);
  return target.subarray(3, codec.writeKey(key, target, 3));
}

describe('keys', () => {
  it('read back as they were written', () => {
    fc.assert(fc.property(position, (key) => positionKey.readKey(written(positionKey, key), 0) === key));
    fc.assert(
      fc.property(position, chunk, (first, n) => {
        expect(chunkKey.readKey(written(chunkKey, [first, n]), 0)).toEqual([first, n]);
      }),
    );
    const name = written(nameKey, 'طلب-1');
    expect(nameKey.readKey(name, 0, name.length)).toBe('طلب-1');
  });

  it('sort as bytes the way their numbers do', () => {
    const order = (a: number, b: number) => Math.sign(a - b);
    fc.assert(
      fc.property(position, position, (a, b) => {
        expect(written(positionKey, a).compare(written(positionKey, b))).toBe(order(a, b));
      }),
    );
  });
});
