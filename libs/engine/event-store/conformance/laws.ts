import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { AppendResult, EventStore, StreamName } from '../port.js';
import { anEvent, aStream, type Batch, idsOf, revision, streamOf } from './events.js';
import type { Suite } from './fixture.js';

/** One append: to which of three streams, from how far off its end, with new ids or from the n-th stored event on. */
const step = fc.record({
  to: fc.nat(2),
  off: fc.constantFrom(0, 0, 0, 1, -1, -2, -3),
  again: fc.option(fc.nat(5), { freq: 2 }),
  count: fc.integer({ min: 1, max: 3 }),
});

export function conformsToTheModel({ store, fixture }: Suite): void {
  it(
    'answers any sequence of appends as a list in memory would',
    async () => {
      const runs = fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const streams = [aStream(), aStream(), aStream()].map((name) => ({ name, ids: [] as string[] }));
        for (const { to, off, again, count } of steps) {
          const { name, ids } = streams[to] ?? { name: aStream(), ids: [] };
          const expected = Math.max(0, ids.length + off);
          // Ids may stand in a stream twice, at a newer revision, but not in one append.
          const repeated = again === null ? [] : [...new Set(ids.slice(again, again + count))];
          const batch = eventsWith(repeated, count);
          await followsTheModel(store(), name, ids, expected, batch);
        }
        for (const { name, ids } of streams) expect(idsOf(await streamOf(store(), name))).toEqual(ids);
      });
      await fc.assert(runs, { numRuns: 25 });
    },
    fixture.deadlineMs,
  );
}

function eventsWith(ids: readonly string[], count: number): Batch {
  const [first = anEvent(), ...rest] = ids.map((id) => anEvent({ id }));
  return ids.length > 0 ? [first, ...rest] : [first, ...Array.from({ length: count - 1 }, () => anEvent())];
}

/** The model: `ids` is the stream, `expected` how many events it should have. */
async function followsTheModel(
  store: EventStore,
  stream: StreamName,
  ids: string[],
  expected: number,
  batch: Batch,
): Promise<void> {
  const at = expected === 0 ? 'no_stream' : revision(expected - 1);
  const result: AppendResult = await store.append(stream, at, batch);
  const added = idsOf(batch);
  const known = ids.slice(expected, expected + added.length);
  if (expected === ids.length) {
    ids.push(...added);
    expect(result).toMatchObject({ kind: 'appended', revision: BigInt(ids.length - 1) });
  } else if (known.length === added.length && known.every((id, n) => id === added[n])) {
    expect(result).toMatchObject({ kind: 'appended', revision: BigInt(expected + added.length - 1) });
  } else {
    expect(result).toEqual({
      kind: 'conflict',
      actual: ids.length === 0 ? 'no_stream' : BigInt(ids.length - 1),
    });
  }
}
