import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Registry } from 'prom-client';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import type { Distribution, Message } from '#topics/port.js';
import {
  establishLogIdentity,
  newLogId,
  writeLogIdentity,
} from '#event-sourcing/identity/identity-stream.js';
import type { KeyStoreId, LogId } from '#event-sourcing/identity/log-identity.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { type TemporaryLog, temporaryLog } from '#event-sourcing/testing/temporary-log.js';
import { eventually } from '#test/support/eventually.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { ownMessages } from './own-messages.js';

const belonging = { keys: 'a1b2c3d4e5f6' as KeyStoreId, subjects: 'ab'.repeat(32) }; // as they are said elsewhere

describe('messages on the topic of events', () => {
  const folder = temporaryFolders();
  let temporary: TemporaryLog;
  let topics: Distribution;
  let stop: AbortController;
  let consuming: Promise<void>;
  let handed: string[];
  let refused: Error[];
  let failed: unknown[];
  let metrics: Registry;

  /** Of an event of nobody, named by its key. */
  const message = (key: string, log?: LogId): Message => ({
    key,
    headers: { ...(log !== undefined && { ce_logid: log }) },
    value: new Uint8Array(),
  });
  const publish = (...messages: readonly Message[]) => topics.publish(EVENTS_TOPIC, messages);
  /** As a process whose log has this id. */
  const consume = (log: LogId, accepted?: string) => {
    metrics = new Registry();
    const own = ownMessages({
      distribution: topics,
      store: temporary.store,
      passed: Promise.resolve(log),
      accepted,
      metrics,
      logger: silentLogger(),
      refuse: (error) => refused.push(error),
    });
    stop = new AbortController();
    consuming = own.consume({
      topic: EVENTS_TOPIC,
      group: 'g',
      signal: stop.signal,
      handle: async ({ messages }) => void handed.push(...messages.map(({ key }) => key)),
      onError: (error) => failed.push(error),
    });
  };
  const end = async () => {
    stop.abort();
    await consuming;
  };
  const waiting = async () => (await topics.lag(EVENTS_TOPIC, 'g')).reduce((sum, { lag }) => sum + lag, 0n);
  const isDone = () => eventually(async () => (await waiting()) === 0n, { what: 'all consumed' });
  const isRefused = () => eventually(() => refused.length > 0, { what: 'refused' });
  const stepped = async () =>
    [
      ...(await metrics.metrics()).matchAll(/^hawiya_events_of_other_logs_total\{.*reason="(.*)"\} (\d+)$/gm),
    ].map(([, reason, count]) => [reason, Number(count)]);

  beforeEach(async () => {
    temporary = await temporaryLog();
    topics = await openEmbeddedDistribution({ path: await folder() });
    await topics.ensureTopics([{ name: EVENTS_TOPIC, partitions: 1 }]);
    [handed, refused, failed] = [[], [], []];
  });
  afterEach(async () => {
    await end();
    await topics.close();
    await temporary.remove();
  });

  it('are taken when they carry the id of the log, or none, as those of the former release', async () => {
    const { log } = await establishLogIdentity(temporary.store, belonging);
    await publish(message('own', log), message('former release'));
    consume(log);
    await isDone();
    expect(handed).toEqual(['own', 'former release']);
    expect(await stepped()).toEqual([
      ['former-log', 0],
      ['accepted', 0],
    ]);
  });

  it('are stepped over when they carry an id that the log had before, also as it was later', async () => {
    const first = await establishLogIdentity(temporary.store, belonging);
    const lost = newLogId(); // which it had before it was put back: its keys knew it
    const second = { ...belonging, log: newLogId(), former: lost };
    await writeLogIdentity(temporary.store, first, second);
    await publish(message('before', first.log), message('lost', lost), message('own', second.log));
    consume(second.log);
    await isDone();
    expect(handed).toEqual(['own']);
    expect(await stepped()).toContainEqual(['former-log', 2]);
  });

  it('end the process when they are of another log: nothing is applied, and no offset is moved', async () => {
    const { log } = await establishLogIdentity(temporary.store, belonging);
    const other = randomUUID() as LogId;
    await publish(message('own', log), message('other', other));
    consume(log);
    await isRefused();
    await end();
    expect([handed, await waiting(), failed]).toEqual([[], 2n, []]);
    expect(refused[0]?.message).toContain(
      `a message (topic ${EVENTS_TOPIC}, partition 0, offset 1) is of the log ${other}, and this is the log ${log};`,
    );
    // Whoever has set right what was wrong steps over what was left behind, by the pair that was printed.
    const [, pair] = /HAWIYA_ACCEPT_PARTS=(\S+)/.exec(refused[0]?.message ?? '') ?? [];
    consume(log, pair);
    await isDone();
    expect(handed).toEqual(['own']);
    expect(await stepped()).toContainEqual(['accepted', 1]);
  });

  it('end a process that does not know yet that the log goes on under another id', async () => {
    const first = await establishLogIdentity(temporary.store, belonging);
    const second = await writeLogIdentity(temporary.store, first, { ...belonging, log: newLogId() });
    await publish(message('new', second.log));
    consume(first.log);
    await isRefused();
    expect(refused[0]?.message).toMatch(/goes on since its parts were accepted; start this process again$/);
    expect([handed, await waiting()]).toEqual([[], 1n]);
  });

  it('come again, and are told of, while the log cannot be read: that is no answer', async () => {
    const first = await establishLogIdentity(temporary.store, belonging);
    const second = await writeLogIdentity(temporary.store, first, { ...belonging, log: newLogId() });
    await publish(message('before', first.log));
    const { store } = temporary;
    const { readStream } = store;
    let away = 2;
    store.readStream = (...asked) =>
      away-- > 0 ? Promise.reject(new Error('away')) : readStream.apply(store, asked);
    consume(second.log);
    await isDone();
    expect([failed.length, refused]).toEqual([2, []]);
    expect(await stepped()).toContainEqual(['former-log', 1]);
  });

  it('of a third log end the process also where another is stepped over', async () => {
    const { log } = await establishLogIdentity(temporary.store, belonging);
    const [other, third] = [newLogId(), newLogId()];
    consume(log, `empty:a1b2c3d4e5f6,${log}:${other}`);
    await publish(message('other', other));
    await isDone();
    await publish(message('third', third));
    await isRefused();
    expect(refused[0]?.message).toContain(`HAWIYA_ACCEPT_PARTS=${log}:${third} `);
    expect([handed, await waiting()]).toEqual([[], 1n]);
  });

  it('are left alone on any other topic', async () => {
    const { log } = await establishLogIdentity(temporary.store, belonging);
    const own = ownMessages({
      distribution: topics,
      store: temporary.store,
      passed: Promise.resolve(log),
      accepted: undefined,
      metrics: new Registry(),
      logger: silentLogger(),
      refuse: (error) => refused.push(error),
    });
    await own.ensureTopics([{ name: 'facts', partitions: 1 }]);
    await own.publish('facts', [message('a fact', randomUUID() as LogId)]);
    stop = new AbortController();
    consuming = own.consume({
      topic: 'facts',
      group: 'g',
      signal: stop.signal,
      handle: async ({ messages }) => void handed.push(...messages.map(({ key }) => key)),
    });
    await eventually(() => handed.length === 1, { what: 'handed on' });
    expect(refused).toEqual([]);
  });
});
