import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readJson } from './read-json.js';

const read = (text: string) => readJson(Buffer.from(text));

describe('reading JSON', () => {
  it('reads what JSON.parse reads, however it is laid out', () => {
    const layout = fc.constantFrom(undefined, 1, '\t', '\r\n  '.slice(0, 4));
    fc.assert(
      fc.property(fc.jsonValue(), layout, (value, space) => {
        const text = JSON.stringify(value, undefined, space);
        expect(read(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['{"a":1,"a":1}', '/a'],
    ['{"a":1,"\\u0061":2}', '/a'],
    ['{"a" : 1 ,\n "b":{"a":1}, "b" : 2}', '/b'],
    ['[0,{"a":1},[{"x":{"~/":"\\"","b":":","~/":1}}]]', '/2/0/x/~0~1'],
    ['{"":1,"":2}', '/'],
    ['{"a\\\\":"\\\\","a\\\\":":"}', '/a\\'],
    ['{"__proto__":1,"__proto__":2}', '/__proto__'],
    [`{"${'x'.repeat(500)}":1,"${'x'.repeat(500)}":2}`, `/${'x'.repeat(199)}`],
  ])('refuses %p, which says something twice, and tells where', (text, at) => {
    expect(read(text)).toEqual({ ok: false, code: 'member-repeated', at });
  });

  it('notices a member given twice, anywhere', () => {
    const name = fc.string();
    fc.assert(
      fc.property(
        fc.dictionary(name, fc.jsonValue(), { minKeys: 1 }),
        fc.jsonValue(),
        fc.nat(3),
        (object, value, depth) => {
          const [again = ''] = Object.keys(object);
          const twice = `${JSON.stringify(object).slice(0, -1)},${JSON.stringify(again)}:${JSON.stringify(value)}}`;
          expect(read('[1,'.repeat(depth) + twice + ']'.repeat(depth))).toMatchObject({
            code: 'member-repeated',
          });
        },
      ),
    );
  });

  it('takes no text for a member', () => {
    const value = { a: ':"a":', b: ['"a":1', '{"a":1,"a":1}', 'a\\"'], c: 'a\\' };
    expect(read(JSON.stringify(value))).toEqual({ ok: true, value });
  });

  it('refuses what is not UTF-8, and what is no JSON', () => {
    expect(readJson(Uint8Array.of(0x22, 0xff, 0x22))).toEqual({ ok: false, code: 'not-utf8', at: '/' });
    expect(readJson(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22))).toMatchObject({ code: 'not-utf8' });
    for (const text of ['', ' ', '{', "{'a':1}", '{"a":1}{"a":1}'])
      expect(read(text)).toEqual({ ok: false, code: 'not-json', at: '/' });
    expect(read('\uFEFF{"a":1}')).toEqual({ ok: true, value: { a: 1 } });
  });
});
