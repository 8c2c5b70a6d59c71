import { describe, expect, it } from '@jest/globals';
import type { EventSchema, Upcaster } from '#event-sourcing/format/event-schema.js';
import type { GoldenFile } from './golden-file.js';
import { goldenProblems } from './golden-problems.js';

const same: Upcaster = (payload) => payload;
const schema = (...upcasters: readonly Upcaster[]): EventSchema => ({
  category: 'application',
  personal: false,
  upcasters,
});
const named = (data: object) => ({ type: 'Named', data });
const file = (version: number, data: object): GoldenFile => ({
  type: 'Named',
  version,
  stream: 'application-golden',
  id: '',
  data: '',
  metadata: '',
  event: named(data),
});

/** An event of three versions. */
const schemas = { Named: schema(same, same) };
const data = { name: 'Anna', lines: [{ code: 'a' }] };
const files = [file(1, data), file(2, data), file(3, data)];
const problems = (
  change: { readonly schema?: EventSchema; readonly data?: object },
  stored: readonly GoldenFile[] = files,
) =>
  goldenProblems(
    { schemas: { Named: change.schema ?? schemas.Named }, samples: { Named: named(change.data ?? data) } },
    stored,
  );

describe('what is wrong with the golden files', () => {
  it('is nothing while each version has one and none has changed', () => {
    expect(problems({})).toEqual([]);
    expect(problems({ data: { ...data, nickname: 'A', lines: [{ code: 'a', more: 1 }] } })).toEqual([]);
  });

  it('is a version without a file: a new one is written, an old one cannot be', () => {
    expect(problems({ schema: schema(same, same, same) })).toEqual([
      expect.stringMatching(/^Named\.v4 has no golden file\. `GOLDEN=write npm test -- golden` writes it/),
    ]);
    expect(problems({}, files.slice(1))).toEqual([
      expect.stringMatching(/^Named\.v1 has lost its golden file: bring it back/),
    ]);
  });

  it('is a version without an upcaster', () => {
    expect(problems({ schema: schema(same) })).toEqual([
      'Named.v3 was stored, but Named is known up to v2: add the upcaster from v2 to v3 in EVENT_TYPES',
    ]);
  });

  it('is a type that is gone', () => {
    expect(goldenProblems({ schemas: {}, samples: {} }, files.slice(0, 1))).toEqual([
      'Named was stored and is no longer known: put it back into EVENT_TYPES',
    ]);
  });

  it.each([
    ['a member that is gone', { lines: data.lines }, '/data/name'],
    ['a member that is another', { ...data, name: null }, '/data/name'],
    ['a list that became an object', { ...data, lines: { 0: { code: 'a' } } }, '/data/lines'],
    ['a member within a list', { ...data, lines: [{ kind: 'a' }] }, '/data/lines/0/code'],
  ])('is a shape that changed without a version: %s', (_, changed, at) => {
    expect(problems({ data: changed })).toEqual([
      `Named.v3 has another shape than it was stored in, at ${at}: put it back as it was, or make it v4 with an upcaster from v3 in EVENT_TYPES`,
    ]);
  });
});
