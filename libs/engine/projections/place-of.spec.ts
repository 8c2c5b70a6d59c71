import { describe, expect, it } from '@jest/globals';
import { codePlaceOf } from './place-of.js';

describe('where an error comes from', () => {
  it('is told without what it says', () => {
    const secret = 'ERIKSSON';
    expect(codePlaceOf(new RangeError(`no such name: ${secret}`))).toMatch(
      /^RangeError at place-of\.spec\.ts:\d+$/,
    );
    expect(codePlaceOf(secret)).toBe('string');
    const bare = new TypeError(secret);
    bare.stack = `TypeError: ${secret}\nand more of it`;
    expect(codePlaceOf(bare)).toBe('TypeError');
  });

  it('is found in code without functions and in built files', () => {
    const error = new Error('x');
    error.stack = 'Error: x\n    at file:///srv/hawiya/dist/libs/a/b.js:7:11\n    at main (c.js:1:1)';
    expect(codePlaceOf(error)).toBe('Error at b.js:7');
    error.stack = 'Error: x\n    at new Thing (/srv/hawiya/thing.ts:12:3)';
    expect(codePlaceOf(error)).toBe('Error at thing.ts:12');
  });
});
