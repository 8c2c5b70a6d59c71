import { describe, expect, it } from '@jest/globals';
import type { EventStore, Position, RecordedEvent, RetentionNote } from '../port.js';
import { appended, aStream, codeOf, collect, events, idsOf, isOurs, ourLog } from './events.js';
import type { Suite } from './fixture.js';

export function conformsInReadingTheLog({ store }: Suite): void {
  describe('reading the whole log', () => {
    it('gives every event once, in the order of strictly increasing positions', async () => {
      const { after, ids } = await someHistory(store());
      const log = await collect(store().readAll({ after }));
      expect(idsOf(log.filter(isOurs))).toEqual(ids);
      expect(isIncreasing(log)).toBe(true);
    });

    it('begins with the first event there ever was', async () => {
      await someHistory(store());
      const [first] = await collect(store().readAll({ limit: 1 }));
      const [before] = await collect(
        store().readAll({ after: first?.position ?? noPosition(), direction: 'backwards' }),
      );
      expect(first).toBeDefined();
      expect(before).toBeUndefined();
    });

    it('goes on after any position, which is not given again, either way, up to a limit', async () => {
      const { after, ids } = await someHistory(store());
      const log = await collect(store().readAll({ after }));
      for (const [n, { id, position }] of log.entries()) {
        if (!ids.includes(id)) continue;
        expect(idsOf(await ourLog(store(), position))).toEqual(ids.slice(ids.indexOf(id) + 1));
        const back = await collect(
          store().readAll({ after: position, direction: 'backwards', limit: Math.max(n, 1) }),
        );
        expect(back).toHaveLength(Math.max(n, 1));
        expect(idsOf(back).slice(0, n)).toEqual(idsOf(log.slice(0, n)).reverse());
      }
      expect(idsOf(await collect(store().readAll({ after, limit: 2 })))).toEqual(idsOf(log.slice(0, 2)));
      const newest = await collect(store().readAll({ direction: 'backwards', limit: 3 }));
      expect(newest).toHaveLength(3);
      expect(isIncreasing([...newest].reverse())).toBe(true);
      expect(newest[0]?.position).toBeGreaterThanOrEqual(log.at(-1)?.position ?? 0n);
    });

    it('ends at the end of the moment it began, though a writer goes on', async () => {
      const { after } = await someHistory(store());
      const seen: RecordedEvent[] = [];
      for await (const event of store().readAll({ after })) {
        seen.push(event);
        await appended(store(), aStream(), 'no_stream', events(1));
        if (seen.length > 1_000) break;
      }
      expect(seen.length).toBeLessThan(1_000);
    });

    it('can be aborted on its way', async () => {
      const { after } = await someHistory(store());
      const abort = new AbortController();
      const work = (async () => {
        for await (const event of store().readAll({ after, signal: abort.signal })) {
          if (event.revision >= 0n) abort.abort();
        }
      })();
      expect(await codeOf(work)).toBe('aborted');
    });

    it('has nothing to tell of streams that are kept whole', async () => {
      const { after, ids } = await someHistory(store());
      const told: string[] = [];
      const onRetention = ({ stream }: RetentionNote) => void told.push(stream);
      const log = await collect(store().readAll({ after, onRetention }));
      expect(idsOf(log.filter(isOurs))).toEqual(ids);
      expect(told.filter((stream) => isOurs({ stream }))).toEqual([]);
    });

    it('knows the position of the newest event', async () => {
      const { position } = await appended(store(), aStream(), 'no_stream', events(2));
      expect(await store().lastPosition()).toBeGreaterThanOrEqual(position);
    });
  });
}

/** Events in several streams, one after the other. */
async function someHistory(store: EventStore): Promise<{ readonly after: Position; readonly ids: string[] }> {
  const { position: after } = await appended(store, aStream(), 'no_stream', events(1));
  const ids: string[] = [];
  for (const count of [1, 3, 2, 4]) {
    const batch = events(count);
    await appended(store, aStream(), 'no_stream', batch);
    ids.push(...idsOf(batch));
  }
  return { after, ids };
}

export const isIncreasing = (log: readonly RecordedEvent[]): boolean =>
  log.every(({ position }, n) => n === 0 || position > (log[n - 1]?.position ?? position));

function noPosition(): never {
  throw new Error('the log is empty');
}
