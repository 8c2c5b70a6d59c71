import { expect, it } from '@jest/globals';
import { startChild } from '#test/support/child.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { aStream, type Batch, events, idsOf, ourLog } from '../conformance/events.js';
import { subscriber } from '../conformance/subscriber.js';
import { EventStoreError } from '../errors.js';
import type { EventStore, ExpectedRevision, StreamName } from '../port.js';
import { openEventStoreDb } from './eventstoredb-event-store.js';

const CHILD = new URL('../../../../test/support/children/event-store-double.ts', import.meta.url);
const WRITERS = 8;
const BATCHES = 60;
const EACH = 5;
const TOTAL = WRITERS * BATCHES * EACH;

const folder = temporaryFolders();

/** Appends again, with the same ids at the same revision, until it is told what became of it. */
async function insist(store: EventStore, stream: StreamName, expected: ExpectedRevision, batch: Batch) {
  for (;;) {
    try {
      const result = await store.append(stream, expected, batch);
      if (result.kind === 'conflict') throw new Error(`conflict at ${result.actual}`);
      return result.revision;
    } catch (error) {
      if (!(error instanceof EventStoreError)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

it('a server killed twice under writers and a reader: nothing is lost, stored twice or given twice', async () => {
  const path = await folder();
  let server = startChild(CHILD, [path]);
  await server.sees(/^esdb:/);
  const connectionString = server.lines[0] ?? '';
  const port = new URL(connectionString.replace('esdb', 'http')).port;
  const store = openEventStoreDb({ connectionString, backOff: { firstMs: 10, capMs: 100 } });
  const reader = subscriber(store, { deadlineMs: 60_000 });
  const written = new Map<string, string[]>();
  const writing = Promise.all(
    Array.from({ length: WRITERS }, async () => {
      const stream = aStream();
      const ids: string[] = [];
      written.set(stream, ids);
      let expected: ExpectedRevision = 'no_stream';
      for (let n = 0; n < BATCHES; n += 1) {
        const batch = events(EACH);
        expected = await insist(store, stream, expected, batch);
        ids.push(...idsOf(batch));
      }
    }),
  );
  for (const share of [0.3, 0.6]) {
    await reader.until(() => reader.events.length >= TOTAL * share);
    server.kill();
    await server.ended;
    server = startChild(CHILD, [path, port]);
    await server.sees(/^esdb:/);
  }
  await writing;
  await reader.until(() => reader.events.length >= TOTAL);
  expect(idsOf(reader.events)).toEqual(idsOf(await ourLog(store, undefined)));
  for (const [stream, ids] of written)
    expect(idsOf(reader.events.filter((event) => event.stream === stream))).toEqual(ids);
  await reader.stop();
  await store.close();
  server.kill();
  await server.ended;
}, 90_000);
