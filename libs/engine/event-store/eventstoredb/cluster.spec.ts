import { describe, expect, it } from '@jest/globals';
import { eventually } from '#test/support/eventually.js';
import { appended, aStream, codeOf, events, idsOf, streamOf } from '../conformance/events.js';
import { subscriber } from '../conformance/subscriber.js';
import type { ServerDouble } from '#test/doubles/eventstoredb/server-double.js';
import { doubled } from '#test/doubles/eventstoredb/doubled.js';

const { double, another, open, drops } = doubled();

/** `double()` follows, the other one leads; each tells of both. */
async function cluster(): Promise<ServerDouble> {
  const leader = await another();
  double().faults.leader = leader.endpoint;
  double().peers.push(leader);
  leader.peers.push(double());
  return leader;
}

const portOf = (server: ServerDouble) => server.endpoint.port;

describe('a node that is not the leader', () => {
  it('sends appends and reads to the one that is', async () => {
    const leader = await cluster();
    const store = open();
    const [stream, batch] = [aStream(), events(2)];
    await appended(store, stream, 'no_stream', batch);
    expect(idsOf(await streamOf(open({ connectionString: leader.connectionString }), stream))).toEqual(
      idsOf(batch),
    );
    for (const fresh of [open(), open()]) expect(await streamOf(fresh, stream)).toHaveLength(2);
    expect(await open().lastPosition()).toBeDefined();
  });

  it('does so for as many appends as are under way', async () => {
    await cluster();
    const store = open();
    const streams = Array.from({ length: 40 }, () => aStream());
    await Promise.all(streams.map((stream) => appended(store, stream, 'no_stream', events(1))));
    for (const stream of streams) expect(await streamOf(store, stream)).toHaveLength(1);
  });

  it('is told of when the leader it names cannot be reached', async () => {
    const leader = await cluster();
    await leader.stop();
    const store = open({ appendDeadlineMs: 500 });
    expect(await codeOf(store.readStream(aStream()))).toBe('unavailable');
    expect(await codeOf(store.append(aStream(), 'no_stream', events(1)))).toBe('unavailable');
  });

  it('is left by a subscription, which goes on at the new leader', async () => {
    const store = open();
    await appended(store, aStream(), 'no_stream', events(3));
    const reader = subscriber(store, { deadlineMs: 5_000 });
    await reader.until(() => reader.events.length === 3);
    const leader = await another();
    const elsewhere = open({ connectionString: leader.connectionString });
    await appended(elsewhere, aStream(), 'no_stream', events(3)); // what it was sent while the old one led
    double().faults.leader = leader.endpoint;
    double().dropSubscriptions();
    const news = events(2);
    await appended(elsewhere, aStream(), 'no_stream', news);
    await reader.until(() => reader.events.length === 5);
    expect(idsOf(reader.events).slice(3)).toEqual(idsOf(news));
    expect(drops).toHaveLength(1);
    await reader.stop();
  });
});

describe('several hosts', () => {
  it.each(['esdb://127.0.0.1:{a},127.0.0.1:{b}', 'esdb+discover://127.0.0.1:{a}'])(
    '%s are asked who leads, and asked again when that changes',
    async (form) => {
      const leader = await cluster();
      const string = form.replace('{a}', String(portOf(double()))).replace('{b}', String(portOf(leader)));
      const store = open({ connectionString: `${string}?tls=false&discoveryInterval=20` });
      await appended(store, aStream(), 'no_stream', events(1));
      expect((await store.health.check()).detail).toContain(`127.0.0.1:${portOf(leader)}`);
      double().faults.leader = undefined;
      double().peers.length = 0;
      await leader.stop();
      await eventually(async () => (await store.health.check()).ok);
      await appended(store, aStream(), 'no_stream', events(1));
      expect((await store.health.check()).detail).toContain(`127.0.0.1:${portOf(double())}`);
    },
  );

  it('that all go away at once end no process, and are found again', async () => {
    const leader = await cluster();
    const hosts = [double(), leader].map((server) => `127.0.0.1:${portOf(server)}`).join();
    const query = 'tls=false&discoveryInterval=5&maxDiscoverAttempts=3';
    const store = open({ connectionString: `esdb://${hosts}?${query}`, readDeadlineMs: 2_000 });
    const loose: unknown[] = [];
    const hear = (reason: unknown) => loose.push(reason);
    process.on('unhandledRejection', hear);
    await appended(store, aStream(), 'no_stream', events(3));
    const readers = [1, 2, 3].map(() => subscriber(store, { deadlineMs: 10_000 }));
    for (const reader of readers) await reader.until(() => reader.events.length === 3);
    await Promise.all([leader.stop(), double().stop()]);
    const refused = Array.from({ length: 20 }, () => codeOf(store.readStream(aStream())));
    expect(new Set(await Promise.all(refused))).toEqual(new Set(['unavailable']));
    await eventually(() => drops.length >= 12);
    await Promise.all([leader.start(), double().start()]);
    await eventually(async () => (await store.health.check()).ok);
    await appended(store, aStream(), 'no_stream', events(1));
    for (const reader of readers) await reader.until(() => reader.events.length === 4);
    for (const reader of readers) await reader.stop();
    process.off('unhandledRejection', hear);
    expect(loose).toEqual([]);
  }, 20_000);

  it('of which none answers are a server that is not there', async () => {
    const connectionString =
      'esdb://127.0.0.1:1,127.0.0.1:2?tls=false&discoveryInterval=1&maxDiscoverAttempts=2';
    const store = open({ connectionString });
    await expect(store.append(aStream(), 'no_stream', events(1))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('no node of the cluster answers'),
    });
    expect(await codeOf(store.readStream(aStream()))).toBe('unavailable');
  });
});
