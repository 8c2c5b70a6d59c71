import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { Codec } from '#event-sourcing/codec.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { openEmbeddedKeyStore } from '#event-sourcing/keys/embedded/embedded-key-store.js';
import { application, attached, command, documentList } from '#event-sourcing/testing/document-list.js';
import { openEventStoreDb } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import type { EventStore } from '#event-store/port.js';
import { type Contestant, contest, together } from './contest.js';
import { Bare } from './eventstoredb/bare.js';
import { startDouble } from './eventstoredb/double.js';
import { Ours } from './eventstoredb/ours.js';
import { LENGTH, type Sample } from './eventstoredb/sample.js';
import type { Result } from './result.js';

const IN_FLIGHT = 64;

/**
 * The EventStoreDB driver, and the event log on it, beside the bare client: the same work on the same double of the
 * server, which runs in a process of its own.
 */
export async function benchEventStoreDb(options: { readonly quick?: boolean } = {}): Promise<Result[]> {
  const rounds = options.quick ? 3 : 13;
  const milliseconds = options.quick ? 150 : 500;
  const folder = await mkdtemp(join(tmpdir(), 'hawiya-bench-'));
  const double = await startDouble(join(folder, 'server'));
  const store = openEventStoreDb({ connectionString: double.url });
  const keys = await openEmbeddedKeyStore({ path: join(folder, 'keys') });
  const client = EventStoreDBClient.connectionString(double.url);
  try {
    const sample = await sampleOf(store, new Codec(keys, EVENT_TYPES));
    const bare = new Bare(client, sample);
    const ours = new Ours(store, sample);
    await ours.fill();
    const race = (name: string, one: Contestant, other: Contestant, target?: number, unit?: string) =>
      contest({
        name: `eventstoredb.${name}`,
        ours: one,
        theirs: other,
        rounds,
        milliseconds,
        rival: 'bare',
        ...(target !== undefined && { target }),
        ...(unit !== undefined && { unit }),
      });
    const cycle = (warm: number) => {
      const log = new EventLog(store, new Codec(keys, EVENT_TYPES), { warm: { streams: warm } });
      return (until: number) => together(IN_FLIGHT, () => execute(log, until));
    };
    const loading = (until: number) => together(IN_FLIGHT, () => bare.readAndAppend(until));
    const results: Result[] = [];
    for (const inFlight of [1, IN_FLIGHT, 256])
      results.push(
        ...(await race(
          `append.${inFlight}`,
          (until) => together(inFlight, () => ours.append(until)),
          (until) => together(inFlight, () => bare.append(until)),
        )),
      );
    results.push(...(await race('cycle.cold', cycle(0), loading, 0.95, 'commands/s')));
    results.push(...(await race('cycle.warm', cycle(8_000), loading, 1.5, 'commands/s')));
    results.push(
      ...(await race(
        'read.stream',
        (until) => together(IN_FLIGHT, () => ours.readStreams(until)),
        (until) => together(IN_FLIGHT, () => bare.readStreams(until)),
      )),
    );
    results.push(
      ...(await race(
        'read.all',
        (until) => ours.readAll(until),
        (until) => bare.readAll(until),
      )),
    );
    results.push(
      ...(await race(
        'subscription',
        (until) => ours.follow(until),
        (until) => bare.follow(until),
      )),
    );
    return results;
  } finally {
    await store.close();
    await client.dispose();
    await keys.close();
    await double.stop();
    await rm(folder, { recursive: true });
  }
}

async function sampleOf(store: EventStore, codec: Codec): Promise<Sample> {
  const of = application(undefined, undefined);
  await new EventLog(store, codec).execute(documentList, of, command(), () => [attached(randomUUID())]);
  for await (const { type, data, metadata } of store.readAll()) {
    const read = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString('utf8')) as Sample['data']; // the log wrote it
    return { type, data: read(data), metadata: read(metadata) };
  }
  throw new Error('nothing was stored');
}

/** Commands on streams that grow to their length, one after the other. */
async function execute(log: EventLog, until: number): Promise<number> {
  let done = 0;
  while (performance.now() < until) {
    const of = application(undefined, undefined);
    for (let n = 0; n < LENGTH && performance.now() < until; n += 1, done += 1) {
      const result = await log.execute(documentList, of, command(), () => [attached(`document-${n}`)]);
      if (result.kind !== 'done') throw new Error(`unexpected ${result.kind}`);
    }
  }
  return done;
}
