import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { v5 } from 'uuid';
import { uuidV5 } from './uuid-v5.js';

describe('a UUID from a name', () => {
  it('is the one of RFC 9562, appendix A.4', () => {
    const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
    expect(uuidV5('www.example.com', dns)).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  });

  it('is the same as another implementation makes of any name, text or bytes', () => {
    const namespace = fc.uuid();
    const name = fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array());
    fc.assert(fc.property(name, namespace, (n, space) => expect(uuidV5(n, space)).toBe(v5(n, space))));
  });

  it('is refused in what is no UUID', () => {
    for (const namespace of [
      '',
      'x',
      '6ba7b810-9dad-11d1-80b4-00c04fd430',
      'not-a-uuid-not-a-uuid-not-a-uuid-no',
    ])
      expect(() => uuidV5('a', namespace)).toThrow(TypeError);
  });
});
