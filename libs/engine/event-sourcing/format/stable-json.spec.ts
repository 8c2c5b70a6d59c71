import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { fromJsonBytes, toJsonBytes } from './stable-json.js';

describe('stable JSON', () => {
  it('gives back what it was given', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' })),
        (value) => {
          const plain = JSON.parse(JSON.stringify(value)); // -0 is 0 in JSON, and nothing of ours tells them apart
          expect(fromJsonBytes(toJsonBytes(plain))).toEqual(plain);
        },
      ),
    );
  });

  it.each([
    ['undefined', { a: [{ b: undefined }] }, '/a/0/b'],
    ['a hole in an array', { a: Object.assign([], { 1: 1 }) }, '/a/0'],
    ['NaN', { a: Number.NaN }, '/a'],
    ['infinity', { a: Number.POSITIVE_INFINITY }, '/a'],
    ['a bigint', { a: 1n }, '/a'],
    ['a function', { a: () => 1 }, '/a'],
    ['a symbol', { a: Symbol('a') }, '/a'],
    ['a date', { a: new Date(0) }, '/a'],
    ['a map', { a: new Map() }, '/a'],
    ['bytes', { a: Buffer.from('a') }, '/a'],
  ])('refuses %s and says where', (_, value, at) => {
    expect(() => toJsonBytes(value)).toThrow(new RegExp(`an event cannot hold .*, at ${at}$`));
  });

  it('refuses what refers to itself', () => {
    const value: Record<string, unknown> = {};
    value['self'] = value;
    expect(() => toJsonBytes(value)).toThrow('nesting deeper than 32 levels');
  });

  it('takes 32 levels and no more', () => {
    const nested = (levels: number): object => (levels === 1 ? {} : { a: nested(levels - 1) });
    expect(toJsonBytes(nested(32))).toHaveLength(31 * 6 + 2);
    expect(() => toJsonBytes(nested(33))).toThrow('nesting');
  });
});
