import { describe, expect, it } from '@jest/globals';
import { groupInto } from '#runtime/group-into.js';
import type { EventStore, RecordedEvent } from '../port.js';
import { appended, aStream, collect, events, idsOf, ourLog, streamOf } from './events.js';
import type { Suite } from './fixture.js';
import { BATCH, idOf, type Ack, readAck } from './killed-writer.js';
import { isIncreasing } from './reading-the-log.js';

export function conformsInDurability({ store, restarted, fixture }: Suite): void {
  const { restart, killWhileAppending, deadlineMs } = fixture;
  describe('what was answered stays', () => {
    if (restart) {
      it('after a restart: streams, the log, positions and where it ends', async () => {
        const [one, two] = [aStream(), aStream()];
        await appended(store(), one, 'no_stream', events(70));
        const { revision } = await appended(store(), two, 'no_stream', events(1));
        const look = async (at: EventStore) => ({
          one: await streamOf(at, one),
          two: await streamOf(at, two),
          log: await ourLog(at, undefined),
        });
        const before = await look(store());
        const end = (await store().lastPosition()) ?? 0n;
        const again = await restarted();
        expect(await look(again)).toEqual(before);
        expect(await again.lastPosition()).toBeGreaterThanOrEqual(end);
        const more = await appended(again, two, revision, events(2));
        expect(more.revision).toBe(2n);
        expect(more.position).toBeGreaterThan(end);
      });
    }

    if (killWhileAppending) {
      it(
        'after a kill without warning: each answered append, no part of a batch, no gap in a stream',
        async () => {
          const { lines, after } = await killWhileAppending();
          const acks = lines.map(readAck);
          const log = await collect(after.store.readAll());
          expect(isIncreasing(log)).toBe(true);
          const byStream = groupBy(log, ({ stream }) => stream);
          for (const [stream, last] of lastAcks(acks)) {
            const stored = await streamOf(after.store, stream);
            expect(stored.length % BATCH).toBe(0);
            expect(stored.length).toBeGreaterThan(last.batch * BATCH);
            expect(idsOf(stored)).toEqual(stored.map((_, n) => idOf(stream, n)));
            expect(stored.map(({ revision }) => Number(revision))).toEqual(stored.map((_, n) => n));
            expect(String(stored[(last.batch + 1) * BATCH - 1]?.position)).toBe(last.position);
            expect(byStream.get(stream)?.map(line)).toEqual(stored.map(line));
          }
          await after.dispose();
        },
        deadlineMs * 2,
      );
    }
  });
}

/** An event in a line: comparing thousands of them byte by byte takes the test framework seconds. */
const line = ({ position, revision, id, type, data }: RecordedEvent) =>
  `${position} ${revision} ${id} ${type} ${Buffer.from(data).toString('latin1')}`;

function groupBy<K, T>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) groupInto(groups, key(item), item);
  return groups;
}

/** The highest batch acknowledged in each stream. */
function lastAcks(acks: readonly Ack[]): Map<Ack['stream'], Ack> {
  const last = new Map<Ack['stream'], Ack>();
  for (const ack of acks) if (ack.batch >= (last.get(ack.stream)?.batch ?? 0)) last.set(ack.stream, ack);
  return last;
}
