import { describe, expect, it } from '@jest/globals';
import type { EventStore, Position } from '../port.js';
import { appended, aStream, collect, events, idsOf, ourLog } from './events.js';
import type { Suite } from './fixture.js';
import { subscriber, type SubscriberOptions } from './subscriber.js';

export function conformsInSubscribing({ store, fixture: { deadlineMs } }: Suite): void {
  const follow = (options: Partial<SubscriberOptions> = {}) =>
    subscriber(store(), { deadlineMs, ...options });

  describe('subscribing to the whole log', () => {
    it('gives history, says when it is exhausted, then what is appended', async () => {
      const { position: after } = await appended(store(), aStream(), 'no_stream', events(1));
      const [old, young] = [events(3), events(2)];
      await appended(store(), aStream(), 'no_stream', old);
      const reader = follow({ after });
      await reader.until(() => reader.messages.some(({ kind }) => kind === 'caught-up'));
      expect(idsOf(reader.events)).toEqual(idsOf(old));
      await appended(store(), aStream(), 'no_stream', young);
      await reader.until(() => reader.events.length === 5);
      expect(idsOf(reader.events)).toEqual(idsOf([...old, ...young]));
      await reader.stop();
    });

    it('begins with the first event there ever was, unless told otherwise', async () => {
      await appended(store(), aStream(), 'no_stream', events(2));
      const [first] = await collect(store().readAll({ limit: 1 }));
      const reader = follow();
      const given = () => reader.messages.find((message) => message.kind === 'event');
      await reader.until(() => given() !== undefined);
      expect(given()?.event).toEqual(first);
      await reader.stop();
    });

    it('resumes after any position it gave, with nothing lost and nothing repeated', async () => {
      const { position: after } = await appended(store(), aStream(), 'no_stream', events(1));
      const batch = events(6);
      await appended(store(), aStream(), 'no_stream', batch);
      const log = await ourLog(store(), after);
      for (const [n, { position }] of log.entries()) {
        const reader = follow({ after: position });
        await reader.until(() => reader.messages.some(({ kind }) => kind === 'caught-up'));
        expect(idsOf(reader.events)).toEqual(idsOf(batch).slice(n + 1));
        await reader.stop();
      }
    });

    it(
      'loses and repeats nothing when it goes from history to live while writers write at full rate',
      async () => {
        const { position: after } = await appended(store(), aStream(), 'no_stream', events(1));
        const total = 1_200;
        const writing = writeAtFullRate(store(), total, 24);
        const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));
        const early = follow({ after });
        await early.until(() => early.events.length > total / 8);
        const late = follow({ after });
        const slow = follow({ after, handle: turn });
        await early.until(() => early.events.length > total / 3);
        const resumed = follow({ after: early.events.at(-1)?.position });
        const skipped = early.events.length;
        await writing;
        for (const reader of [early, late, slow]) await reader.until(() => reader.events.length === total);
        await resumed.until(() => resumed.events.length === total - skipped);
        const log = idsOf(await ourLog(store(), after));
        for (const reader of [early, late, slow]) expect(idsOf(reader.events)).toEqual(log);
        expect(idsOf(resumed.events)).toEqual(log.slice(skipped));
        await Promise.all([early, late, slow, resumed].map((reader) => reader.stop()));
      },
      deadlineMs,
    );

    it(
      'waits for a consumer that stands still while much is written, then gives it everything',
      async () => {
        const { position: after } = await appended(store(), aStream(), 'no_stream', events(1));
        let goOn: () => void = () => undefined;
        const gate = new Promise<void>((resolve) => (goOn = resolve));
        const reader = follow({ after, handle: () => gate });
        for (let n = 0; n < 3; n += 1) await appended(store(), aStream(), 'no_stream', events(1_000));
        expect(reader.events.length).toBeLessThanOrEqual(1);
        goOn();
        await reader.until(() => reader.events.length === 3_000);
        expect(idsOf(reader.events)).toEqual(idsOf(await ourLog(store(), after)));
        await reader.stop();
      },
      deadlineMs,
    );

    it('ends without an error when it is aborted: at once, in history, or while it waits', async () => {
      await appended(store(), aStream(), 'no_stream', events(500));
      expect(await collect(store().subscribeToAll({ signal: AbortSignal.abort() }))).toEqual([]);
      let taken = 0;
      const abort = new AbortController();
      for await (const message of store().subscribeToAll({ signal: abort.signal })) {
        if (message.kind === 'event' && (taken += 1) === 10) abort.abort();
      }
      expect(taken).toBe(10);
      const waiting = follow({ after: await last(store()) });
      await waiting.until(() => waiting.messages.some(({ kind }) => kind === 'caught-up'));
      await waiting.stop();
      expect(waiting.events).toEqual([]);
    });

    it('lets go when the consumer leaves the loop', async () => {
      await appended(store(), aStream(), 'no_stream', events(300));
      const { signal } = new AbortController();
      for await (const message of store().subscribeToAll({ signal })) {
        if (message.kind === 'event') break;
      }
      await appended(store(), aStream(), 'no_stream', events(1)); // nobody is woken, nothing breaks
    });
  });
}

async function writeAtFullRate(store: EventStore, total: number, writers: number): Promise<void> {
  let left = total;
  const write = async () => {
    while (left > 0) {
      const count = Math.min(left, 1 + (left % 3));
      left -= count;
      await appended(store, aStream(), 'no_stream', events(count));
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
}

async function last(store: EventStore): Promise<Position | undefined> {
  return store.lastPosition();
}
