import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import { startConsumer } from '#topics/conformance/consumer.js';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import { type Distribution, DistributionError } from '#topics/port.js';
import { establishLogIdentity } from '#event-sourcing/identity/identity-stream.js';
import type { KeyStoreId } from '#event-sourcing/identity/log-identity.js';
import { LOG_CATEGORIES } from '#event-catalogue/log-streams.js';
import { fromMessage } from '#contracts/cloud-events.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { coveredBy } from '#event-sourcing/identity/kept-position.js';
import type { EventStore, Position, RecordedEvent, StreamName, SubscribeOptions } from '#event-store/port.js';
import { createLogger, type Logger } from '#runtime/logging/logger.js';
import { appendNumbered, caseStream, storedEvent } from '#test/support/events.js';
import { eventually } from '#test/support/eventually.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { stepOf } from './steps.js';
import { Distributor, type DistributorDependencies, type DistributorOptions } from './distributor.js';
import { eventsBehind, secondsBehind } from './lag.js';
import { checkpointsIn, type OpenedCheckpoints } from '#test/support/checkpoints.js';

const backOff = { firstMs: 2, capMs: 10 };

describe('the distributor', () => {
  const folder = temporaryFolders();
  const log: string[] = [];
  const logger: Logger = createLogger({ level: 'info', format: 'json' }, { write: (line) => log.push(line) });
  let store: EventStore;
  let distribution: Distribution;
  let checkpoints: OpenedCheckpoints;
  let stop: AbortController;
  let running: Promise<void> = Promise.resolve();

  beforeEach(async () => {
    const data = await folder();
    store = await openEmbeddedEventStore({ path: join(data, 'event-store') });
    distribution = await openEmbeddedDistribution({ path: join(data, 'topics'), backOff });
    checkpoints = await checkpointsIn(data);
    stop = new AbortController();
    log.length = 0;
  });
  afterEach(async () => {
    stop.abort();
    await running;
    await Promise.all([store.close(), distribution.close(), checkpoints.close()]);
  });

  function start(
    over: Partial<DistributorDependencies> & Pick<DistributorOptions, 'maxBatch' | 'categories'> = {},
  ): Distributor {
    const { maxBatch = 500, categories = LOG_CATEGORIES } = over;
    const needs = { store, distribution, checkpoints, logger, ...over };
    const distributor = new Distributor(needs, { partitions: 2, maxBatch, categories, backOff });
    running = distributor.run(stop.signal);
    return distributor;
  }

  /** Publishes fail while the condition holds; everything else is the real thing. */
  const failing = (when: () => boolean): Distribution =>
    new Proxy(distribution, {
      get: (target, name: keyof Distribution) =>
        name === 'publish' && when()
          ? () => Promise.reject(new DistributionError('unavailable', 'the topic is away'))
          : target[name].bind(target),
    });

  async function publishedNumbers(): Promise<readonly number[]> {
    const consumer = startConsumer(distribution, 5_000, {
      topic: EVENTS_TOPIC,
      group: `test-${Math.random()}`,
    });
    const lags = await distribution.lag(EVENTS_TOPIC, 'nobody');
    await consumer.until(
      ({ messages }) => messages.length >= lags.reduce((sum, { lag }) => sum + Number(lag), 0),
    );
    await consumer.stop();
    return consumer.messages.map((message) => Number(fromMessage(message).position) - 1);
  }

  const end = () => store.lastPosition();
  const upTo = (distributor: Distributor) =>
    eventually(async () => distributor.status().position === (await end()), {
      what: 'everything being published',
    });

  it('publishes history, then what comes, each case in its order', async () => {
    await appendNumbered(store, { count: 20 });
    const distributor = start({ maxBatch: 7 });
    await eventually(() => distributor.status().state === 'live');
    await appendNumbered(store, { from: 20, count: 10 });
    await upTo(distributor);
    const numbers = await publishedNumbers();
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, index) => index));
    for (const one of [0, 1, 2]) {
      const ofCase = numbers.filter((number) => number % 3 === one);
      expect(ofCase).toEqual([...ofCase].sort((a, b) => a - b));
    }
    expect(distributor.status()).toMatchObject({ published: 30, failures: 0, skipped: { unreadable: 0 } });
    expect(distributor.status().batches).toBeGreaterThanOrEqual(5);
  });

  it('goes on behind its checkpoint', async () => {
    await appendNumbered(store, { count: 5 });
    await upTo(start());
    stop.abort();
    await running;
    stop = new AbortController();
    await appendNumbered(store, { from: 5, count: 2 });
    const second = start();
    await upTo(second);
    expect(second.status().published).toBe(2);
    await eventually(async () => (await checkpoints.load('distributor'))?.position === (await end()));
  });

  it('does not move its checkpoint while publishing fails, says so, and goes on when it works again', async () => {
    await appendNumbered(store, { count: 3 });
    let away = true;
    const distributor = start({ distribution: failing(() => away) });
    await eventually(() => distributor.status().failures >= 3);
    expect(distributor.status()).toMatchObject({ state: 'retrying', position: undefined, published: 0 });
    expect(await checkpoints.load('distributor')).toBeUndefined();
    expect(log.filter((line) => line.includes('the topic is away')).length).toBeGreaterThanOrEqual(3);
    away = false;
    await upTo(distributor);
    await eventually(() => distributor.status().state === 'live');
    expect(await publishedNumbers()).toHaveLength(3);
  });

  it('survives a checkpoint that cannot be saved', async () => {
    await appendNumbered(store, { count: 3 });
    const save = checkpoints.save.bind(checkpoints);
    let failures = 2;
    checkpoints.save = (name, position) => {
      failures -= 1;
      return failures >= 0 ? Promise.reject(new Error('disk')) : save(name, position);
    };
    const distributor = start({ maxBatch: 1 });
    await eventually(async () => (await checkpoints.load('distributor'))?.position === (await end()));
    expect(distributor.status().failures).toBe(2);
    expect(new Set(await publishedNumbers()).size).toBe(3);
  });

  it('publishes on while a checkpoint is saved, and saves the newest next', async () => {
    await appendNumbered(store, { count: 3 });
    const save = checkpoints.save.bind(checkpoints);
    const saved: Position[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    checkpoints.save = async (name, kept) => {
      saved.push(kept.position);
      await held;
      await save(name, kept);
    };
    const distributor = start({ maxBatch: 1 });
    await upTo(distributor);
    expect(saved).toEqual([1n]);
    release();
    await eventually(async () => (await checkpoints.load('distributor'))?.position === 3n);
    expect(saved).toEqual([1n, 3n]);
  });

  it('survives a subscription that breaks, also while a publish is under way', async () => {
    await appendNumbered(store, { count: 6 });
    let breaks = 2;
    const breaking: EventStore = Object.assign(Object.create(store) as EventStore, {
      async *subscribeToAll(options: SubscribeOptions) {
        let seen = 0;
        for await (const message of store.subscribeToAll(options)) {
          if (seen === 2 && breaks > 0) {
            breaks -= 1;
            throw new Error('dropped');
          }
          seen += 1;
          yield message;
        }
      },
    });
    const distributor = start({ store: breaking, maxBatch: 1 });
    await upTo(distributor);
    expect(distributor.status().failures).toBe(2);
    expect(new Set(await publishedNumbers()).size).toBe(6);
  });

  it('sends large events in batches a broker takes', async () => {
    for (let number = 0; number < 5; number += 1) {
      const event = storedEvent(number, `large-${number}`, 300_000);
      await store.append(caseStream(`large-${number}`), 'no_stream', [event]);
    }
    const distributor = start();
    await upTo(distributor);
    expect(distributor.status()).toMatchObject({ published: 5 });
    expect(distributor.status().batches).toBeGreaterThanOrEqual(2);
  });

  it('ends soon when it is told to, in the middle of history', async () => {
    await appendNumbered(store, { count: 30 });
    const distributor = start({ maxBatch: 1 });
    await eventually(() => distributor.status().published > 0);
    stop.abort();
    await running;
    expect(distributor.status().state).toBe('stopped');
    expect(distributor.status().published).toBeLessThan(30);
    expect((await checkpoints.load('distributor'))?.position).toBe(distributor.status().position);
  });

  it('skips what is not of the event log and what no topic takes, counts it and says it', async () => {
    const append = (name: string, event: ReturnType<typeof storedEvent>) =>
      store.append(caseStream(name), 'no_stream', [event]);
    await append('a', { ...storedEvent(1, 'a'), metadata: Buffer.from('{}') });
    await append('b', { ...storedEvent(2, 'b'), type: 'somebody-elses-type' });
    await append('c', storedEvent(3, 'c', 1_048_000));
    await append('d', storedEvent(4, 'd'));
    const distributor = start();
    await upTo(distributor);
    expect(distributor.status()).toMatchObject({ published: 1, skipped: { unreadable: 2, 'too-large': 1 } });
    expect(log.filter((line) => line.includes('event skipped'))).toHaveLength(3);
  });

  it('tells once of a stream that is another application’s, and counts its events', async () => {
    const name = 'orders-2000000006' as StreamName;
    await store.append(name, 'no_stream', [storedEvent(1, 'a'), storedEvent(2, 'b'), storedEvent(3, 'c')]);
    const distributor = start();
    await upTo(distributor);
    expect(distributor.status()).toMatchObject({ published: 0, skipped: { unreadable: 3 } });
    expect(log.filter((line) => line.includes('"level":50'))).toEqual([]);
    expect(log.filter((line) => line.includes('not of the service'))).toHaveLength(1);
  });

  it('tells once of a stream that has a name of ours and is not ours', async () => {
    const strange = [1, 2, 3].map((n) => ({ ...storedEvent(n, 'a'), metadata: Buffer.from('{}') }));
    const [first, second, third] = strange;
    if (first === undefined || second === undefined || third === undefined)
      throw new Error('three were made');
    await store.append(caseStream('a'), 'no_stream', [first, second, third]);
    const distributor = start();
    await upTo(distributor);
    expect(distributor.status()).toMatchObject({ published: 0, skipped: { unreadable: 3 } });
    expect(log.filter((line) => line.includes('event skipped'))).toHaveLength(1);
  });

  it('reads a category that its checkpoint does not name from its start, and nothing else again', async () => {
    await appendNumbered(store, { count: 5 });
    const erasures = ['erasure-1', 'erasure-2'] as StreamName[];
    for (const [n, name] of erasures.entries())
      await store.append(name, 'no_stream', [storedEvent(5 + n, 'e')]);
    await store.append(caseStream('another'), 'no_stream', [storedEvent(7, 'another')]);
    const former = LOG_CATEGORIES.filter((category) => category !== 'erasure');
    const position = (await end()) as Position;
    await checkpoints.save('distributor', { position, categories: former });
    const distributor = start({ maxBatch: 1 });
    const named = async () => (await checkpoints.load('distributor'))?.categories;
    await eventually(async () => (await named())?.length === LOG_CATEGORIES.length);
    await eventually(() => distributor.status().state === 'live');
    expect(distributor.status()).toMatchObject({ published: 2, position });
    expect(await publishedNumbers()).toEqual([5, 6]);
    stop.abort();
    await running;
    stop = new AbortController();
    const again = start();
    await eventually(() => again.status().state === 'live');
    expect(again.status().published).toBe(0);
  });

  it('takes a checkpoint that names no categories for one that covers all', async () => {
    await appendNumbered(store, { count: 5 });
    await checkpoints.save('distributor', { position: (await end()) as Position });
    const distributor = start();
    await eventually(() => distributor.status().state === 'live');
    expect(distributor.status().published).toBe(0);
  });

  it('says nothing of what the log says of itself, and goes past it', async () => {
    await establishLogIdentity(store, { keys: 'a1b2c3d4e5f6' as KeyStoreId, subjects: 'ab'.repeat(32) });
    const distributor = start();
    await upTo(distributor);
    expect(distributor.status()).toMatchObject({ published: 0, skipped: { unreadable: 0 } });
    await eventually(async () => (await checkpoints.load('distributor'))?.position === (await end()));
  });

  it('says in messages and checkpoint of which log they are, and which event was the last', async () => {
    await appendNumbered(store, { count: 3 });
    const { log: id } = await establishLogIdentity(store, {
      keys: 'a1b2c3d4e5f6' as KeyStoreId,
      subjects: 'ab'.repeat(32),
    });
    const events: RecordedEvent[] = [];
    for await (const event of store.readAll()) events.push(event);
    await upTo(start({ log: Promise.resolve(id) }));
    await eventually(async () => (await checkpoints.load('distributor'))?.position === (await end()));
    const [, , third] = events;
    // The log's own word about itself is covered too, and is no event of the service.
    expect(await checkpoints.load('distributor')).toEqual({
      position: await end(),
      log: id,
      last: third && coveredBy(third),
      categories: LOG_CATEGORIES,
    });
    expect(stepOf({ kind: 'event', event: third as RecordedEvent }, id)).toMatchObject({
      message: { headers: { ce_logid: id } },
    });
  });

  it('refuses a checkpoint that is ahead of the log: it belongs to another one', async () => {
    await appendNumbered(store, { count: 2 });
    await checkpoints.save('distributor', { position: 99n as Position });
    const distributor = start();
    await eventually(() => distributor.status().failures >= 2);
    expect(log.join('')).toContain('ahead of the log');
    expect(distributor.status().published).toBe(0);
  });

  it('knows how far it is behind', async () => {
    await appendNumbered(store, { count: 5 });
    const clock = { now: () => new Date(Date.now() + 60_000) };
    expect(await eventsBehind(store, undefined)).toBe(5);
    expect(await secondsBehind(store, undefined, clock)).toBeGreaterThanOrEqual(60);
    expect(await eventsBehind(store, 3n as Position)).toBe(2);
    expect(await secondsBehind(store, 3n as Position, clock)).toBeGreaterThanOrEqual(60);
    expect(await eventsBehind(store, await end())).toBe(0);
    expect(await secondsBehind(store, await end(), clock)).toBe(0);
  });
});
