import { describe, expect, it } from '@jest/globals';
import { etagOf, pinnedBy, pinnedNecessarily } from './etag.js';

describe('If-Match', () => {
  it('pins what an ETag named', () => {
    for (const revision of [0n, 7n, 999_999_999_999_999_999n])
      expect(pinnedBy(etagOf(revision))).toBe(revision);
  });

  it('pins nothing when absent or `*`; where it is needed, that is not enough', () => {
    for (const header of [undefined, '*', ' * ']) {
      expect(pinnedBy(header)).toBeUndefined();
      expect(() => pinnedNecessarily(header)).toThrow('precondition-required');
    }
  });

  it.each(['W/"1"', '1', '"x"', '""', '"1", "2"', '"1000000000000000000"', ''])(
    '%j matches nothing',
    (header) => {
      expect(() => pinnedBy(header)).toThrow('stale-revision');
    },
  );
});
