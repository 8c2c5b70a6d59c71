import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openParts } from '#apps/composition/parts.js';
import { factsTopicOf } from '#contracts/topics.js';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import { establishLogIdentity, readLogIdentity } from '#event-sourcing/identity/identity-stream.js';
import type { KeyStoreId } from '#event-sourcing/identity/log-identity.js';
import { mustNotHaveMoved } from '#event-sourcing/moved/fence-stream.js';
import { replaceInRecord } from '#event-sourcing/testing/tampering.js';
import { parseAnchors } from '#event-sourcing/verification/anchor.js';
import { anEvent, aStream, events, revision } from '#event-store/conformance/events.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { doubled } from '#test/doubles/eventstoredb/doubled.js';
import type { EventStore, NewEvent, RecordedEvent } from '#event-store/port.js';
import { streamName } from '#event-store/validation.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { copyFormerFolder } from '#test/support/former-release.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { logCommand } from './log.js';

jest.setTimeout(60_000);

/** Of release 8e7cdd5. */
const FORMER = { events: 1_100, streams: 197 };

describe('hawiya log copy', () => {
  const folder = temporaryFolders();
  const server = doubled();
  const printed: string[] = [];
  let data: string;
  let anchors: string;

  const hawiya = (...args: string[]) => logCommand().parseAsync(args, { from: 'user' });
  const url = () => server.double().connectionString;
  const copy = (from: string, to: string, ...more: string[]) =>
    hawiya('copy', '--from', from, '--to', to, ...more);
  const inFolder = async <T>(path: string, work: (store: EventStore) => Promise<T>): Promise<T> => {
    const store = await openEmbeddedEventStore({ path: join(path, 'event-store') });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  };

  beforeEach(async () => {
    data = await folder();
    anchors = join(await folder(), 'anchors');
    await copyFormerFolder(data);
    printed.length = 0;
    for (const stream of ['log', 'error'] as const)
      jest.spyOn(console, stream).mockImplementation((line: unknown) => void printed.push(String(line)));
  });
  afterEach(() => void jest.restoreAllMocks());

  it('takes the log of the former release to EventStoreDB and back, each event to the byte, with its anchors', async () => {
    await hawiya('verify', '--data', data, '--write-anchor', anchors);
    const before = await inFolder(data, byStream);
    await server.store().append(aStream('somebody-else'), 'no_stream', events(3));
    await copy(data, url(), '--anchor', anchors);
    expect(printed.at(-3)).toBe(
      '1,100 events in 197 streams: 1,100 copied, 0 were there; both are as they were written, and equal',
    );
    expect(printed.at(-1)).toBe(`1 anchor(s) hold; their successors for the copy are in ${anchors}.copy`);
    expect(await byStream(server.store())).toEqual(before);
    expect(before.size).toBe(FORMER.streams);

    // Run again it changes nothing.
    const end = await server.store().lastPosition();
    await copy(data, url(), '--anchor', anchors);
    expect(printed.at(-3)).toMatch(/: 0 copied, 1,100 were there;/);
    expect(await server.store().lastPosition()).toBe(end);

    const back = await folder();
    await copy(url(), back, '--anchor', `${anchors}.copy`);
    expect(await inFolder(back, byStream)).toEqual(before);
    await hawiya('verify', '--data', back, '--anchor', `${anchors}.copy.copy`);
    expect(printed.at(-1)).toBe(
      '1100 events in 197 streams: as they were written\nnothing went without a trace up to event 1,100',
    );
    const [first] = parseAnchors(await readFile(anchors, 'utf8'));
    const [last] = parseAnchors(await readFile(`${anchors}.copy.copy`, 'utf8'));
    expect(last).toMatchObject({ events: first?.events, at: first?.at });
  });

  it('fences the source, whose start says where the log went, until it is copied back', async () => {
    await copy(data, url());
    const configuration = readConfiguration({ HAWIYA_DATA: data });
    const where = url().replace('?tls=false', '');
    await expect(openParts(configuration, silentLogger())).rejects.toMatchObject({
      name: 'LogMovedError',
      message: expect.stringContaining(`the log of ${data} was copied to EventStoreDB at ${where} on `),
    });
    const elsewhere = await folder();
    await expect(copy(data, elsewhere)).rejects.toMatchObject({
      message: expect.stringContaining(`was copied to EventStoreDB at ${where} on `),
    });
    // Nothing stands in the way of the one that goes on.
    await mustNotHaveMoved(server.store());
    await copy(url(), data);
    await expect(mustNotHaveMoved(server.store())).rejects.toMatchObject({
      name: 'LogMovedError',
      message: expect.stringContaining(`the embedded event store in ${data}`),
    });
    const parts = await openParts(configuration, silentLogger());
    await parts.close();
    // And once more to and fro.
    await copy(data, url());
    await mustNotHaveMoved(server.store());
  });

  it('goes on where an earlier copy ended, in the middle of streams', async () => {
    const before = await inFolder(data, byStream);
    const streams = [...before.keys()];
    for (const [n, stream] of streams.entries()) {
      const some = (before.get(stream) ?? []).slice(0, n % 4);
      const [first, ...others] = some.map(asNew);
      if (first !== undefined)
        await server.store().append(streamName(stream), 'no_stream', [first, ...others]);
    }
    await copy(data, url());
    expect(await byStream(server.store())).toEqual(before);
  });

  describe('refuses', () => {
    const differs = (message: string) => ({ exitCode: 1, message: expect.stringContaining(message) });

    it('a source that is not as it was written', async () => {
      await replaceInRecord(join(data, 'event-store'), 1, '"data"', '"dada"');
      await expect(copy(data, url())).rejects.toMatchObject(differs('the source is not as it was written'));
      expect((await byStream(server.store())).size).toBe(0);
    });

    it('a source whose anchors do not hold', async () => {
      const anchor = { events: 40, position: '40', digest: 'ab'.repeat(32), at: '2026-03-01T09:00:00.000Z' };
      await writeFile(anchors, `${JSON.stringify(anchor)}\n`);
      await expect(copy(data, url(), '--anchor', anchors)).rejects.toMatchObject(
        differs('the log up to event 40 is not what it was on 2026-03-01'),
      );
    });

    it('a source with facts that are not taken in yet', async () => {
      const topics = await openEmbeddedDistribution({ path: join(data, 'topics') });
      const topic = factsTopicOf('traffic');
      await topics.ensureTopics([{ name: topic, partitions: 1 }]);
      await topics.publish(topic, [{ key: 'k', value: Buffer.from('{}'), headers: {} }]);
      await topics.close();
      await expect(copy(data, url())).rejects.toMatchObject(
        differs('1 message(s) with facts are not taken in'),
      );
    });

    it('a target with a stream of ours that the source does not have, or that goes another way', async () => {
      await copy(data, url());
      const other = await folder();
      const before = await inFolder(data, byStream);
      const [stream = '', list = []] = [...before].find(([, all]) => all.length > 2) ?? [];
      const [first, second] = list.map(asNew);
      if (first === undefined || second === undefined) throw new Error('a stream of three events was there');
      // A log that was forked: the target has gone on in a stream in which the source has not.
      await inFolder(other, (store) => store.append(streamName(stream), 'no_stream', [first, second]));
      await expect(copy(url(), other)).resolves.toBeDefined();
      const fresh = await folder();
      await inFolder(fresh, (store) => store.append(streamName(stream), 'no_stream', [first]));
      await expect(copy(other, fresh)).resolves.toBeDefined();
      const short = await folder();
      await inFolder(short, (store) => store.append(streamName(stream), 'no_stream', [first]));
      await expect(copy(short, fresh)).rejects.toMatchObject(
        differs('the target holds something else than a beginning of the source: '),
      );
    });

    it('a target that was given an identity of its own, which is as it was written and other bytes at the same revision', async () => {
      const belonging = { keys: 'a1b2c3d4e5f6' as KeyStoreId, subjects: 'ab'.repeat(32) }; // as a key store says it
      const source = await folder();
      await inFolder(source, (store) => establishLogIdentity(store, belonging));
      const own = await establishLogIdentity(server.store(), belonging);
      await expect(copy(source, url())).rejects.toMatchObject(
        differs('beginning of the source: log-identity (it was begun as a log of its own, '),
      );
      expect(await readLogIdentity(server.store())).toEqual(own);
    });

    it('a target with findings', async () => {
      await server.store().append(streamName('fees-1'), 'no_stream', [anEvent()]);
      await expect(copy(data, url())).rejects.toMatchObject(differs('the target is not as it was written'));
      expect(await server.store().append(streamName('fees-1'), revision(0), events(1))).toMatchObject({
        kind: 'appended',
      });
    });

    it('a call that names no two places, and a store that is away', async () => {
      await expect(hawiya('copy')).rejects.toMatchObject({ exitCode: 2 });
      await expect(copy(data, data)).rejects.toMatchObject({ exitCode: 2 });
      await expect(copy('/nowhere', url())).rejects.toMatchObject({ exitCode: 3 });
      await server.double().stop();
      await expect(copy(data, url())).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(/ is away: /),
      });
    });
  });
});

const asNew = ({ id, type, format, data, metadata }: Kept): NewEvent => ({
  id,
  type,
  format,
  data: Buffer.from(data, 'base64'),
  metadata: Buffer.from(metadata, 'base64'),
});

interface Kept extends Pick<RecordedEvent, 'id' | 'type' | 'format' | 'revision'> {
  readonly data: string;
  readonly metadata: string;
}

/** Everything of the service in a store that a copy keeps, as texts that can be compared. */
async function byStream(store: EventStore): Promise<ReadonlyMap<string, readonly Kept[]>> {
  const found = new Map<string, Kept[]>();
  for await (const { stream, id, revision: at, type, format, data, metadata } of store.readAll()) {
    if (/^(somebody-else|hawiya-moved)/.test(stream)) continue;
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
    const kept = { id, revision: at, type, format, data: text(data), metadata: text(metadata) };
    found.set(stream, [...(found.get(stream) ?? []), kept]);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
