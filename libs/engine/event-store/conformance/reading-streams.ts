import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { EventStore, ReadFrom, ReadStreamOptions, StreamName } from '../port.js';
import { appended, aStream, codeOf, events, idsOf, revision, streamOf } from './events.js';
import type { Suite } from './fixture.js';

/** Long enough for a driver to keep it in more than one piece. */
const LENGTH = 131;

export function conformsInReadingStreams({ store, fixture }: Suite): void {
  describe('reading a stream', () => {
    const read = async (stream: StreamName, options: ReadStreamOptions) => {
      const result = await store().readStream(stream, options);
      return result.kind === 'found' ? result.events.map((event) => Number(event.revision)) : result.kind;
    };

    it('says that a stream is missing, whatever is asked of it', async () => {
      for (const options of [
        {},
        { from: 'end' as const },
        { from: revision(7) },
        { direction: 'backwards' as const },
      ]) {
        expect(await read(aStream(), options)).toBe('no_stream');
      }
    });

    it('sees what was appended as soon as that was answered', async () => {
      const stream = aStream();
      let expected: 'no_stream' | ReturnType<typeof revision> = 'no_stream';
      for (let n = 0; n < 30; n += 1) {
        expected = (await appended(store(), stream, expected, events(1))).revision;
        expect(await streamOf(store(), stream)).toHaveLength(n + 1);
      }
    });

    it('goes either way, from either end or from a revision, which is included, up to a limit', async () => {
      const stream = aStream();
      const batch = events(5);
      await appended(store(), stream, 'no_stream', batch);
      const backwards = { direction: 'backwards' as const };
      expect(idsOf(await streamOf(store(), stream))).toEqual(idsOf(batch));
      expect(await read(stream, backwards)).toEqual([4, 3, 2, 1, 0]);
      expect(await read(stream, { from: revision(3) })).toEqual([3, 4]);
      expect(await read(stream, { ...backwards, from: revision(1) })).toEqual([1, 0]);
      expect(await read(stream, { ...backwards, limit: 1 })).toEqual([4]);
      expect(await read(stream, { from: 'end' })).toEqual([]);
      expect(await read(stream, { ...backwards, from: 'start' })).toEqual([0]);
      expect(await read(stream, { from: revision(5) })).toEqual([]);
      expect(await read(stream, { from: revision(5_000) })).toEqual([]);
    });

    it(
      'does so from anywhere in a long stream',
      async () => {
        const stream = await longStream(store());
        const anywhere = fc.constantFrom<ReadFrom>(
          'start',
          'end',
          ...Array.from({ length: LENGTH }, (_, n) => revision(n)),
        );
        const direction = fc.constantFrom('forwards' as const, 'backwards' as const);
        const runs = fc.asyncProperty(
          anywhere,
          direction,
          fc.integer({ min: 1, max: 140 }),
          async (from, direction, limit) => {
            expect(await read(stream, { from, direction, limit })).toEqual(expected(from, direction, limit));
          },
        );
        await fc.assert(runs, { numRuns: 60 });
      },
      fixture.deadlineMs,
    );

    it('can be aborted', async () => {
      const stream = await longStream(store());
      expect(await codeOf(store().readStream(stream, { signal: AbortSignal.abort() }))).toBe('aborted');
    });
  });
}

async function longStream(store: EventStore): Promise<StreamName> {
  const stream = aStream();
  await appended(store, stream, 'no_stream', events(LENGTH));
  return stream;
}

function expected(from: ReadFrom, direction: 'forwards' | 'backwards', limit: number): number[] {
  const all = Array.from({ length: LENGTH }, (_, n) => n);
  if (direction === 'forwards') {
    const start = from === 'start' ? 0 : from === 'end' ? LENGTH : Number(from);
    return all.slice(start, start + limit);
  }
  const start = from === 'start' ? 0 : from === 'end' ? LENGTH - 1 : Number(from);
  return all
    .slice(0, start + 1)
    .reverse()
    .slice(0, limit);
}
