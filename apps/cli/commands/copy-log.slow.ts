import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { Codec } from '#event-sourcing/codec.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { openEmbeddedKeyStore } from '#event-sourcing/keys/embedded/embedded-key-store.js';
import { application, attached, command, documentList } from '#event-sourcing/testing/document-list.js';
import { verifyLog } from '#event-sourcing/verify.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { openEventStoreDb } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import type { EventStore } from '#event-store/port.js';
import { freePort } from '#test/services/free-port.js';
import { type Child, startChild } from '#test/support/child.js';
import { eventually } from '#test/support/eventually.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';

jest.setTimeout(180_000);

const MAIN = new URL('../main.ts', import.meta.url);
const DOUBLE = new URL('../../../test/support/children/event-store-double.ts', import.meta.url);
const STREAMS = 300;
const LENGTH = 20;

describe('hawiya log copy, killed in the middle', () => {
  const folder = temporaryFolders();
  let data: string;
  let serverPath: string;
  let port: number;
  let server: Child;
  let url: string;

  const startServer = async () => {
    server = startChild(DOUBLE, [serverPath, String(port)]);
    const [, found] = (await server.sees(/^(esdb:\S+)$/)) ?? [];
    url = found ?? '';
  };
  const onServer = async <T>(work: (store: EventStore) => Promise<T>): Promise<T> => {
    const store = openEventStoreDb({ connectionString: url });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  };
  const countThere = (atMost: number) =>
    onServer(async (store) => {
      let count = 0;
      for await (const { stream } of store.readAll({ limit: atMost })) count += stream === '' ? 0 : 1;
      return count;
    });
  const copying = () =>
    startChild(MAIN, ['log', 'copy', '--from', data, '--to', url], {}, { stderr: 'lines' });
  const someAreThere = () =>
    eventually(async () => (await countThere(500)) === 500, {
      deadlineMs: 60_000,
      what: '500 events copied',
    });
  const whole = async () => {
    const { lines, ended } = copying();
    expect([await ended, ...lines.slice(2)]).toEqual([
      0,
      expect.stringMatching(/^6,000 events in 300 streams: [\d,]+ copied, [\d,]+ were there; .* equal$/),
      expect.stringContaining('is fenced'),
    ]);
    const [, before = ''] = /copied, ([\d,]+) were there/.exec(lines.join('\n')) ?? [];
    expect(Number(before.replaceAll(',', ''))).toBeGreaterThanOrEqual(500);
    const isOurs = (stream: string) => stream.startsWith('application-');
    const there = await onServer((store) => verifyLog(store, { isOurs }));
    expect(there).toMatchObject({ problems: [], events: STREAMS * LENGTH, streams: STREAMS });
  };

  beforeEach(async () => {
    data = await folder();
    serverPath = await folder();
    port = await freePort();
    const store = await openEmbeddedEventStore({ path: join(data, 'event-store') });
    const keys = await openEmbeddedKeyStore({ path: join(data, 'keys') });
    const log = new EventLog(store, new Codec(keys, EVENT_TYPES));
    const write = async () => {
      const of = application();
      for (let n = 0; n < LENGTH; n += 1)
        await log.execute(documentList, of, command(), () => [attached(`${n}`)]);
    };
    await Promise.all(Array.from({ length: STREAMS }, write));
    await Promise.all([store.close(), keys.close()]);
    await startServer();
  });
  afterEach(async () => {
    server.kill();
    await server.ended;
  });

  it('goes on when it was killed itself', async () => {
    const first = copying();
    await someAreThere();
    first.kill();
    expect(await first.ended).toBe('SIGKILL');
    await whole();
  });

  it('goes on when the server was killed, and waits for it meanwhile', async () => {
    const first = copying();
    await someAreThere();
    server.kill();
    await server.ended;
    await startServer();
    // It may have come through by itself; if not, it says so in one line.
    const code = await first.ended;
    expect([0, 2]).toContain(code);
    await whole();
  });
});
