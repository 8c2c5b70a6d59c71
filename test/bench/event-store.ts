import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, open } from 'lmdb';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import type { EventStore, NewEvent, Revision } from '#event-store/port.js';
import { streamName } from '#event-store/validation.js';
import { contest, type Contestant, together } from './contest.js';
import type { Result } from './result.js';

const STREAM_LENGTH = 20;
const IN_FLIGHT = [1, 64, 256] as const;
const RATIO = 0.5;
const data = Buffer.from(JSON.stringify({ about: 'a case of middling size', text: 'x'.repeat(450) }));
const metadata = Buffer.from(
  JSON.stringify({ commandId: randomUUID(), hash: 'f'.repeat(64), more: 'x'.repeat(300) }),
);
const ids = Array.from({ length: 4_096 }, () => randomUUID());
/** What raw LMDB stores: as many bytes as the event store's record of such an event. */
const record = Buffer.concat([Buffer.alloc(25 + 36 + 48 + 16, 1), metadata, data]);

/**
 * The embedded event store beside bare LMDB, which stores the same bytes in the same key order with the same durability
 * (synced before the answer) in the same run.
 */
export async function benchEventStore(options: { readonly quick?: boolean } = {}): Promise<Result[]> {
  const rounds = options.quick ? 3 : 13;
  const milliseconds = options.quick ? 70 : 100;
  const folder = await mkdtemp(join(tmpdir(), 'hawiya-bench-'));
  const store = await openEmbeddedEventStore({ path: join(folder, 'store') });
  const raw = open<Buffer, number>({ path: join(folder, 'raw'), encoding: 'binary', overlappingSync: false });
  try {
    const results: Result[] = [];
    const race = async (name: string, ours: Contestant, theirs: Contestant) =>
      results.push(...(await contest({ name, ours, theirs, rounds, milliseconds, target: RATIO })));
    const appender = new Appender(store);
    const rawAppender = new RawAppender(raw);
    for (const inFlight of IN_FLIGHT) {
      await race(
        `append.${inFlight}`,
        (until) => together(inFlight, () => appender.stream(until)),
        (until) => together(inFlight, () => rawAppender.stream(until)),
      );
    }
    await race(
      'read.stream',
      (until) => readStreams(store, appender, until),
      (until) => readRanges(raw, until),
    );
    await race(
      'read.all',
      (until) => readAll(store, until),
      (until) => readRange(raw, until),
    );
    await race(
      'read.subscription',
      (until) => subscribe(store, until),
      (until) => readRange(raw, until),
    );
    return results;
  } finally {
    await store.close();
    await raw.close();
    await rm(folder, { recursive: true });
  }
}

class Appender {
  readonly streams: string[] = [];
  private events = 0;

  constructor(private readonly store: EventStore) {}

  async stream(until: number): Promise<number> {
    let appended = 0;
    while (performance.now() < until) {
      const name = streamName(`application-${randomUUID()}`);
      let expected: Revision | 'no_stream' = 'no_stream';
      for (let n = 0; n < STREAM_LENGTH && performance.now() < until; n += 1, appended += 1) {
        const result = await this.store.append(name, expected, [this.event()]);
        if (result.kind !== 'appended') throw new Error(`unexpected ${result.kind}`);
        expected = result.revision;
      }
      this.streams.push(name);
    }
    return appended;
  }

  private event(): NewEvent {
    this.events += 1;
    const id = ids[this.events % ids.length] ?? '';
    return { id, type: 'ScreeningCompleted', format: 'json', data, metadata };
  }
}

class RawAppender {
  private last = 0;

  constructor(private readonly db: Database<Buffer, number>) {}

  async stream(until: number): Promise<number> {
    let appended = 0;
    for (; performance.now() < until; appended += 1) await this.db.put((this.last += 1), Buffer.from(record));
    return appended;
  }
}

async function readStreams(store: EventStore, { streams }: Appender, until: number): Promise<number> {
  let events = 0;
  for (let n = 0; performance.now() < until; n = (n + 7_919) % streams.length) {
    const result = await store.readStream(streamName(streams[n] ?? ''));
    if (result.kind === 'found') events += result.events.length;
  }
  return events;
}

async function readRanges(db: Database<Buffer, number>, until: number): Promise<number> {
  const last = lastKey(db);
  let events = 0;
  for (let start = 1; performance.now() < until; start = (start + 7_919 * STREAM_LENGTH) % last) {
    for (const { value } of db.getRange({ start, limit: STREAM_LENGTH })) events += value.length > 0 ? 1 : 0;
  }
  return events;
}

async function readAll(store: EventStore, until: number): Promise<number> {
  let events = 0;
  while (performance.now() < until) {
    for await (const { data } of store.readAll({ limit: 5_000 })) events += data.length > 0 ? 1 : 0;
  }
  return events;
}

async function readRange(db: Database<Buffer, number>, until: number): Promise<number> {
  let events = 0;
  while (performance.now() < until) {
    for (const { value } of db.getRange({ limit: 5_000 })) events += value.length > 0 ? 1 : 0;
  }
  return events;
}

async function subscribe(store: EventStore, until: number): Promise<number> {
  let events = 0;
  while (performance.now() < until) {
    const stop = new AbortController();
    let delivered = 0;
    for await (const message of store.subscribeToAll({ signal: stop.signal })) {
      if (message.kind === 'event') delivered += 1;
      if (message.kind === 'caught-up' || delivered === 5_000) stop.abort();
    }
    events += delivered;
  }
  return events;
}

function lastKey(db: Database<Buffer, number>): number {
  for (const key of db.getKeys({ reverse: true, limit: 1 })) return key;
  return 0;
}
