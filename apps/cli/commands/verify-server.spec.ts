import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { Codec } from '#event-sourcing/codec.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { openEmbeddedKeyStore } from '#event-sourcing/keys/embedded/embedded-key-store.js';
import {
  application,
  attached,
  command,
  documentList,
  started,
} from '#event-sourcing/testing/document-list.js';
import { anEvent, aStream, events } from '#event-store/conformance/events.js';
import { doubled } from '#test/doubles/eventstoredb/doubled.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { logCommand } from './log.js';

describe('hawiya log verify on EventStoreDB', () => {
  const folder = temporaryFolders();
  const server = doubled();
  const printed: string[] = [];
  const written: string[] = [];
  const environment = { ...process.env };
  let log: EventLog;
  let closeKeys: () => Promise<void>;
  let client: EventStoreDBClient;

  const write = async (commands: number, id: string = randomUUID()) => {
    for (let i = 0; i < commands; i += 1)
      await log.execute(documentList, application(id), command(), () => [
        i === 0 ? started('3123456789') : attached(`${i}`),
      ]);
    return `application-${id}`;
  };
  const verify = (...args: string[]) => logCommand().parseAsync(['verify', ...args], { from: 'user' });
  const name = () => `EventStoreDB at ${server.double().connectionString.replace('?tls=false', '')}`;

  beforeEach(async () => {
    const keys = await openEmbeddedKeyStore({ path: join(await folder(), 'keys') });
    closeKeys = () => keys.close();
    log = new EventLog(server.store(), new Codec(keys, EVENT_TYPES));
    client = EventStoreDBClient.connectionString(server.double().connectionString);
    process.env['HAWIYA_EVENTSTORE_URL'] = server.double().connectionString;
    printed.length = 0;
    written.length = 0;
    for (const stream of ['log', 'error'] as const)
      jest.spyOn(console, stream).mockImplementation((line: unknown) => void printed.push(String(line)));
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    process.env = { ...environment };
    await client.dispose();
    await closeKeys();
  });

  it('checks the store that the settings name, and of it what is ours', async () => {
    await write(3);
    await server.store().append(aStream('somebody-else'), 'no_stream', events(4));
    await write(2);
    const anchors = join(await folder(), 'anchors');
    await verify('--write-anchor', anchors);
    expect(printed).toEqual([
      `store: ${name()}`,
      expect.stringMatching(/^5 events in 2 streams: as they were written\n/),
      `anchor at event 5 added to ${anchors}`,
    ]);
    await write(1);
    await verify('--anchor', anchors);
    expect(printed.at(-1)).toBe(
      '6 events in 3 streams: as they were written\nnothing went without a trace up to event 5',
    );
  });

  it('goes as far as the log went when it began, while the service writes on', async () => {
    const streams = await Promise.all([write(40), write(40)]);
    expect(streams).toHaveLength(2);
    const stop = new AbortController();
    const writing = (async () => {
      while (!stop.signal.aborted) await write(1);
    })();
    await verify('--throttle', '400', '--json');
    stop.abort();
    await writing;
    const [text = ''] = written;
    expect(JSON.parse(text)).toMatchObject({
      store: name(),
      problems: [],
      upTo: expect.stringMatching(/^\d+$/),
    });
    const {
      events: seen,
      anchor,
      upTo,
    } = JSON.parse(text) as {
      // as it was just matched
      readonly events: number;
      readonly anchor: { readonly position: string };
      readonly upTo: string;
    };
    expect(seen).toBeGreaterThanOrEqual(80);
    expect(BigInt(anchor.position)).toBeLessThanOrEqual(BigInt(upTo));
    expect(BigInt(upTo)).toBeLessThan((await server.store().lastPosition()) ?? 0n);
    expect(printed).toEqual([]); // JSON, and nothing beside it
  });

  it('names each stream that the server was told not to keep whole', async () => {
    const [cut, few, young, away, gone, fine] = await Promise.all(Array.from({ length: 6 }, () => write(3)));
    await client.setStreamMetadata(cut ?? '', { truncateBefore: 2 });
    await client.setStreamMetadata(few ?? '', { maxCount: 100 });
    await client.setStreamMetadata(young ?? '', { maxAge: 3_600 });
    await client.deleteStream(away ?? '');
    await client.tombstoneStream(gone ?? '');
    // Taken back, or nothing that leaves events out.
    await client.setStreamMetadata(fine ?? '', { maxCount: 1 });
    await client.setStreamMetadata(fine ?? '', { acl: { readRoles: ['ops'] } });
    await server.store().append(aStream('somebody-else'), 'no_stream', [anEvent()]);
    await client.setStreamMetadata('somebody-else-1', { truncateBefore: 1 });
    await expect(verify()).rejects.toMatchObject({
      exitCode: 1,
      message: '5 problem(s) in 18 events in 6 streams',
    });
    expect(printed.slice(1)).toEqual([
      expect.stringContaining(
        `${cut} was truncated: the store leaves out its events before revision 2 ($tb)`,
      ),
      expect.stringContaining(`${few} was limited: the store keeps its newest 100 events only ($maxCount)`),
      expect.stringContaining(`${young} was limited: the store keeps its events for 3600 s only ($maxAge)`),
      expect.stringContaining(`${away} was deleted: the store leaves out all its events`),
      expect.stringContaining(`${gone} was deleted for good: it has a tombstone`),
    ]);
  });

  it('says in one line that the store is away, whatever lies in the data folder', async () => {
    await write(1);
    await server.double().stop();
    await expect(verify('--json')).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^EventStoreDB at esdb:\/\/127\.0\.0\.1:\d+ is away: [^\n]+$/),
    });
    expect(printed).toEqual([]);
  });

  it('never tells user and password', async () => {
    process.env['HAWIYA_EVENTSTORE_URL'] = server
      .double()
      .connectionString.replace('://', '://ops:p4ss%40word@');
    await write(1);
    await verify();
    expect(printed.join()).not.toMatch(/ops|p4ss/);
  });
});
