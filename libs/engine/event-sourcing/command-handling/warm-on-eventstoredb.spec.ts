import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { type EventStoreDb, openEventStoreDb } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { ServerDouble } from '#test/doubles/eventstoredb/server-double.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { Codec } from '../codec.js';
import { EventLog, type EventLogOptions } from '../event-log.js';
import { openEmbeddedKeyStore } from '../keys/embedded/embedded-key-store.js';
import type { KeyStore } from '../keys/key-store.js';
import { application, attached, command, documentList } from '../testing/document-list.js';

/* Several processes on one EventStoreDB, each with streams of its own in memory. */
const folder = temporaryFolders();
let server: ServerDouble;
let keys: KeyStore;
let stores: EventStoreDb[];

beforeEach(async () => {
  const path = await folder();
  server = await ServerDouble.start(join(path, 'server'));
  keys = await openEmbeddedKeyStore({ path: join(path, 'keys') });
  stores = [];
});

afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await Promise.all([server.stop(), keys.close()]);
});

function aProcess(options: EventLogOptions = {}) {
  const store = openEventStoreDb({ connectionString: server.connectionString });
  stores.push(store);
  const told = { reads: 0, conflicts: 0 };
  const observer = {
    read: () => void (told.reads += 1),
    conflict: () => void (told.conflicts += 1),
  };
  return { log: new EventLog(store, new Codec(keys, EVENT_TYPES), { observer, ...options }), told };
}

const attach = (log: EventLog, of: ReturnType<typeof application>, document: string) =>
  log.execute(documentList, of, command(), () => [attached(document)]);

const documentsOf = async (log: EventLog, of: ReturnType<typeof application>) =>
  (await log.load(documentList, of)).state.documents;

describe('streams in memory, on EventStoreDB', () => {
  it('need no read until somebody else has written, and are then read on', async () => {
    const [one, other] = [aProcess(), aProcess()];
    const of = application(randomUUID(), undefined);
    for (const document of ['a', 'b', 'c']) await attach(one.log, of, document);
    expect(one.told).toEqual({ reads: 1, conflicts: 0 });
    await attach(other.log, of, 'd');
    const seen: (readonly string[])[] = [];
    await one.log.execute(documentList, of, command(), ({ documents }) => {
      seen.push(documents);
      return [attached('e')];
    });
    expect(seen).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c', 'd'],
    ]);
    expect(one.told).toEqual({ reads: 2, conflicts: 1 });
    await attach(one.log, of, 'f'); // from what it has just read
    expect(one.told).toEqual({ reads: 2, conflicts: 1 });
    expect(await documentsOf(other.log, of)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('lose no command when three processes write to the same streams at once', async () => {
    const processes = [aProcess(), aProcess(), aProcess()];
    const streams = [1, 2, 3].map(() => application(randomUUID(), undefined));
    await Promise.all(
      processes.flatMap(({ log }, p) =>
        streams.flatMap((of) => [0, 1, 2, 3, 4].map((n) => attach(log, of, `${p}-${n}`))),
      ),
    );
    for (const of of streams) {
      const documents = await documentsOf(processes[0]?.log ?? aProcess().log, of);
      expect([...documents].sort()).toEqual(
        [0, 1, 2].flatMap((p) => [0, 1, 2, 3, 4].map((n) => `${p}-${n}`)),
      );
      // Each process's commands on a stream are carried out in its own order.
      for (const p of [0, 1, 2])
        expect(documents.filter((name) => name.startsWith(`${p}-`))).toEqual(
          [0, 1, 2, 3, 4].map((n) => `${p}-${n}`),
        );
    }
    expect(processes.reduce((sum, { told }) => sum + told.conflicts, 0)).toBeGreaterThan(0);
  });

  it('are forgotten when the outcome of an append is not known, and settled by asking again', async () => {
    const one = aProcess({ settleMs: 5_000 });
    const of = application(randomUUID(), undefined);
    await attach(one.log, of, 'a');
    server.faults.loseAnswers = 2;
    await attach(one.log, of, 'b');
    server.faults.loseAnswers = 1;
    const hasty = aProcess({ settleMs: 0 });
    await expect(attach(hasty.log, of, 'c')).rejects.toMatchObject({ code: 'outcome-unknown' });
    expect(hasty.told).toMatchObject({ reads: 1 });
    await attach(hasty.log, of, 'd');
    expect(hasty.told).toMatchObject({ reads: 2 });
    expect(await documentsOf(one.log, of)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are no more than they may be', async () => {
    const one = aProcess({ warm: { streams: 10 } });
    const streams = Array.from({ length: 30 }, () => application(randomUUID(), undefined));
    for (const of of streams) await attach(one.log, of, 'a');
    for (const of of streams) await attach(one.log, of, 'b');
    expect(one.told).toEqual({ reads: 60, conflicts: 0 });
    for (const of of streams.slice(-10)) await attach(one.log, of, 'c');
    expect(one.told).toEqual({ reads: 60, conflicts: 0 });
  });
});
