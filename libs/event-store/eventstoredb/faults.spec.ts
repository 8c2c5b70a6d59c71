import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import {
  appended,
  aStream,
  codeOf,
  collect,
  events,
  idsOf,
  revision,
  streamOf,
} from '../conformance/events.js';
import type { EventStoreError } from '../errors.js';
import type { EventStore, Position, RecordedEvent, SubscriptionMessage } from '../port.js';
import { type EventStoreDbOptions, openEventStoreDb } from './eventstoredb-event-store.js';
import { ServerDouble } from './testing/server-double.js';

const folder = temporaryFolders();
let double: ServerDouble;
let opened: EventStore[] = [];
let store: EventStore;
let drops: EventStoreError[] = [];

function open(options: Partial<EventStoreDbOptions> = {}): EventStore {
  const made = openEventStoreDb({
    connectionString: double.connectionString,
    backOff: { firstMs: 5, capMs: 50 },
    onDrop: (error) => drops.push(error),
    ...options,
  });
  opened.push(made);
  return made;
}

beforeEach(async () => {
  double = await ServerDouble.start(await folder());
  drops = [];
  opened = [];
  store = open();
});

afterEach(async () => {
  await Promise.all(opened.map((one) => one.close()));
  await double.stop();
});

/** Consumes until so many events have come, calling `at` after each. */
async function take(
  messages: AsyncIterable<SubscriptionMessage>,
  count: number,
  at: (taken: readonly RecordedEvent[]) => Promise<unknown> | void = () => undefined,
): Promise<readonly RecordedEvent[]> {
  const taken: RecordedEvent[] = [];
  for await (const message of messages) {
    if (message.kind !== 'event') continue;
    taken.push(message.event);
    await at(taken);
    if (taken.length === count) return taken;
  }
  throw new Error(`it ended after ${taken.length} events`);
}

describe('an append', () => {
  it('whose answer was lost has an unknown outcome; the same again tells what it was', async () => {
    const [stream, batch] = [aStream(), events(3)];
    double.faults.loseAnswers = 1;
    expect(await codeOf(store.append(stream, 'no_stream', batch))).toBe('outcome-unknown');
    expect(await appended(store, stream, 'no_stream', batch)).toMatchObject({ revision: 2n });
    expect(idsOf(await streamOf(store, stream))).toEqual(idsOf(batch));
  });

  it('that is answered too late is asked for again, and stored once', async () => {
    const patient = open({ appendDeadlineMs: 150 });
    const [stream, batch] = [aStream(), events(2)];
    double.faults.delayMs = 300;
    expect(await codeOf(patient.append(stream, 'no_stream', batch))).toBe('outcome-unknown');
    double.faults.delayMs = 0;
    expect(await appended(patient, stream, 'no_stream', batch)).toMatchObject({ revision: 1n });
    expect(await streamOf(patient, stream)).toHaveLength(2);
  });

  it('refused by a node that is not the leader was not stored; the next goes to the leader', async () => {
    const [stream, batch] = [aStream(), events(1)];
    double.faults.refuseAsNotLeader = 1;
    expect(await codeOf(store.append(stream, 'no_stream', batch))).toBe('unavailable');
    expect(await appended(store, stream, 'no_stream', batch)).toMatchObject({ revision: 0n });
  });

  it('without a server was not stored, and works when there is one again', async () => {
    const [stream, batch] = [aStream(), events(1)];
    await appended(store, aStream(), 'no_stream', events(1));
    await double.stop();
    const failed = store.append(stream, 'no_stream', batch);
    await expect(failed).rejects.toMatchObject({ name: 'EventStoreError' });
    await expect(store.append(stream, 'no_stream', batch)).rejects.toMatchObject({ code: 'unavailable' });
    await double.start();
    for (;;) {
      const result = await store.append(stream, 'no_stream', batch).catch((error: unknown) => error);
      if (!(result instanceof Error)) break;
      expect(result).toMatchObject({ name: 'EventStoreError' });
    }
    expect(await streamOf(store, stream)).toHaveLength(1);
  });

  it('without the right to it says what to check', async () => {
    double.faults.denyAccess = true;
    await expect(store.append(aStream(), 'no_stream', events(1))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('check user, password and rights'),
    });
  });
});

describe('a read', () => {
  it('of a soft-deleted stream finds none, of a truncated one what is left', async () => {
    const [gone, cut, empty] = [aStream(), aStream(), aStream()];
    for (const stream of [gone, cut, empty]) await appended(store, stream, 'no_stream', events(5));
    double.deleted.add(gone);
    double.truncated.set(cut, 3n).set(empty, 5n);
    expect(await store.readStream(gone)).toEqual({ kind: 'no_stream' });
    expect((await streamOf(store, cut)).map((event) => event.revision)).toEqual([3n, 4n]);
    expect(await store.readStream(empty)).toEqual({ kind: 'found', events: [] });
  });

  it('without a server is unavailable, and says so while it iterates', async () => {
    await double.stop();
    expect(await codeOf(store.readStream(aStream()))).toBe('unavailable');
    expect(await codeOf(store.lastPosition())).toBe('unavailable');
    expect(await codeOf(collect(store.readAll()))).toBe('unavailable');
  });
});

describe('a subscription', () => {
  it('that is dropped again and again goes on: nothing lost, nothing repeated', async () => {
    const stream = aStream();
    await appended(store, stream, 'no_stream', events(60));
    const seen = await take(
      store.subscribeToAll({ signal: AbortSignal.timeout(15_000) }),
      120,
      async (taken) => {
        if (taken.length === 60) await appended(store, stream, revision(59), events(60));
        if (taken.length % 25 === 0) double.dropSubscriptions();
      },
    );
    expect(idsOf(seen)).toEqual(idsOf(await streamOf(store, stream)));
    expect(drops.length).toBeGreaterThanOrEqual(3);
    expect(drops[0]?.message).toMatch(/Consumer too slow/);
  });

  it('goes on when the server was away', async () => {
    const stream = aStream();
    await appended(store, stream, 'no_stream', events(20));
    const seen = await take(
      store.subscribeToAll({ signal: AbortSignal.timeout(15_000) }),
      40,
      async (taken) => {
        if (taken.length !== 20) return;
        await double.stop();
        await double.start();
        const other = open();
        const added = async () =>
          (await other.append(stream, revision(19), events(20)).catch(() => undefined))?.kind === 'appended';
        while (!(await added()));
      },
    );
    expect(idsOf(seen)).toEqual(idsOf(await streamOf(open(), stream)));
    expect(drops.length).toBeGreaterThanOrEqual(1);
  });

  it('resumes from a checkpoint without the event that comes right after it being lost', async () => {
    const stream = aStream();
    await appended(store, stream, 'no_stream', events(1_000)); // as many as are looked at between two checkpoints
    const seen = await take(
      store.subscribeToAll({ signal: AbortSignal.timeout(15_000) }),
      1_001,
      async (taken) => {
        if (taken.length !== 1_000) return;
        setImmediate(() => double.dropSubscriptions()); // once the checkpoint has been taken
        await appended(open(), stream, revision(999), events(1));
      },
    );
    expect(seen.at(-1)?.revision).toBe(1_000n);
  });

  it('without the right to it ends with an error that says so', async () => {
    double.faults.denyAccess = true;
    const messages = store.subscribeToAll({ signal: AbortSignal.timeout(10_000) });
    await expect(take(messages, 1)).rejects.toThrow(/check user, password and rights/);
  });

  it('behind the end of the log is refused: it is not the log it belongs to', async () => {
    await appended(store, aStream(), 'no_stream', events(1));
    const messages = store.subscribeToAll({
      after: 1_000n as Position,
      signal: AbortSignal.timeout(10_000),
    });
    await expect(take(messages, 1)).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('a connection string', () => {
  it('that is none is refused without being repeated: it may hold a password', () => {
    expect(() => openEventStoreDb({ connectionString: 'http://admin:changeit@localhost' })).toThrow(
      expect.objectContaining({
        code: 'invalid',
        message: expect.not.stringContaining('changeit'),
      }),
    );
  });
});
