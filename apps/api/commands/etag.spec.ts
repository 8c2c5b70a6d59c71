import { describe, expect, it } from '@jest/globals';
import { pinnedBy, tagsIn, versionOf } from './etag.js';

describe('If-Match', () => {
  it('pins the revision of an ETag, whatever was sent under it, weak or not, and without the hash', () => {
    for (const revision of [0n, 7n, 999_999_999_999_999_999n]) {
      const version = versionOf(revision, '{}');
      for (const header of [`"${version}"`, `W/"${version}"`, `"${revision}"`, `W/"${revision}"`])
        expect(pinnedBy(header)).toEqual([revision]);
    }
  });

  it('pins each revision of a list', () => {
    const header = `"${versionOf(1n, 'a')}", W/"${versionOf(2n, 'b')}" ,,"3","another’s"`;
    expect(pinnedBy(Buffer.from(header).toString('latin1'))).toEqual([1n, 2n, 3n]);
  });

  it.each([undefined, '*', ' * '])('pins nothing: %p', (header) => {
    expect(pinnedBy(header)).toBeUndefined();
  });

  it.each([
    '"x"',
    '""',
    '"fees-1-0123456789abcdef"',
    '"1000000000000000000"',
    '"-1"',
    '"1-xyz"',
    '"1-0"',
    'W/""',
  ])('%s is a tag, and of no revision', (header) => expect(pinnedBy(header)).toEqual([]));

  it.each(['1', '', ',', '"1', '1"', 'w/"1"', 'W/1', 'W/ "1"', '*, "1"', '"1" "2"', '"1"; "2"', '"a b"'])(
    '%j is malformed',
    (header) => {
      expect(tagsIn(header)).toBeUndefined();
      expect(() => pinnedBy(header)).toThrow('invalid-request');
    },
  );
});

it('an ETag changes with what is sent', () => {
  expect(versionOf(4n, '{"paid":0}')).toMatch(/^4-[0-9a-f]{16}$/);
  expect(versionOf('fees-4', '{"paid":0}')).toMatch(/^fees-4-[0-9a-f]{16}$/);
  expect(versionOf(4n, '{"paid":0}')).not.toBe(versionOf(4n, '{"paid":1}'));
});
