import { describe, expect, it } from '@jest/globals';
import { appended, aStream, codeOf, events, idsOf, ourLog, revision, streamOf } from './events.js';
import type { Suite } from './fixture.js';

export function conformsInAppending({ store }: Suite): void {
  describe('appending', () => {
    it('begins a stream at revision 0 and tells the revision and position of the last event', async () => {
      const stream = aStream();
      const first = await appended(store(), stream, 'no_stream', events(1));
      const more = await appended(store(), stream, first.revision, events(3));
      const stored = await streamOf(store(), stream);
      expect(first.revision).toBe(0n);
      expect(more.revision).toBe(3n);
      expect(stored.map((event) => event.revision)).toEqual([0n, 1n, 2n, 3n]);
      expect(stored[0]?.position).toBe(first.position);
      expect(stored[3]?.position).toBe(more.position);
      expect(more.position).toBeGreaterThan(first.position);
    });

    it.each([
      ['no_stream', 'no_stream' as const],
      ['an older revision', revision(0)],
      ['a revision still to come', revision(2)],
    ])(
      'is in conflict with a stream at revision 1 when it expects %s, and changes nothing',
      async (_, expected) => {
        const stream = aStream();
        const batch = events(2);
        const { position } = await appended(store(), stream, 'no_stream', batch);
        expect(await store().append(stream, expected, events(2))).toEqual({ kind: 'conflict', actual: 1n });
        expect(idsOf(await streamOf(store(), stream))).toEqual(idsOf(batch));
        expect(await ourLog(store(), position)).toEqual([]);
      },
    );

    it('is in conflict with a missing stream when it expects a revision, and does not begin it', async () => {
      const stream = aStream();
      expect(await store().append(stream, revision(0), events(1))).toEqual({
        kind: 'conflict',
        actual: 'no_stream',
      });
      expect(await store().readStream(stream)).toEqual({ kind: 'no_stream' });
    });

    it('lets exactly one of many writers win who expect the same revision', async () => {
      const stream = aStream();
      const batches = Array.from({ length: 20 }, () => events(2));
      const results = await Promise.all(batches.map((batch) => store().append(stream, 'no_stream', batch)));
      const winners = batches.filter((_, n) => results[n]?.kind === 'appended');
      expect(winners).toHaveLength(1);
      expect(results.filter(({ kind }) => kind === 'conflict')).toEqual(
        Array.from({ length: 19 }, () => ({ kind: 'conflict', actual: 1n })),
      );
      expect(idsOf(await streamOf(store(), stream))).toEqual(idsOf(winners[0] ?? []));
    });

    it('stores batches whole and side by side, each at positions of its own', async () => {
      const before = await store().lastPosition();
      const work = Array.from({ length: 150 }, (_, n) => ({ stream: aStream(), batch: events(1 + (n % 4)) }));
      const results = await Promise.all(
        work.map(({ stream, batch }) => appended(store(), stream, 'no_stream', batch)),
      );
      const log = await ourLog(store(), before);
      expect(new Set(log.map(({ position }) => position)).size).toBe(log.length);
      for (const [n, { stream, batch }] of work.entries()) {
        const mine = log.filter((event) => event.stream === stream);
        expect(idsOf(mine)).toEqual(idsOf(batch));
        expect(mine.at(-1)?.position).toBe(results[n]?.position);
      }
    });

    it('stores nothing when it was aborted before it began', async () => {
      const stream = aStream();
      const signal = AbortSignal.abort();
      expect(await codeOf(store().append(stream, 'no_stream', events(1), { signal }))).toBe('aborted');
      expect(await store().readStream(stream)).toEqual({ kind: 'no_stream' });
    });

    it('either answers or stores nothing it did not answer for when it is aborted under way', async () => {
      const stream = aStream();
      const batch = events(1);
      const abort = new AbortController();
      const answer = store().append(stream, 'no_stream', batch, { signal: abort.signal });
      abort.abort();
      const code = await codeOf(answer);
      expect(['no error', 'aborted']).toContain(code);
      const again = await appended(store(), stream, 'no_stream', batch);
      expect(again.revision).toBe(0n);
      expect(idsOf(await streamOf(store(), stream))).toEqual(idsOf(batch));
    });
  });
}
