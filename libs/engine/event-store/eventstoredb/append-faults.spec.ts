import { describe, expect, it } from '@jest/globals';
import { eventually } from '#test/support/eventually.js';
import { appended, aStream, codeOf, events, idsOf, revision, streamOf } from '../conformance/events.js';
import type { EventStore } from '../port.js';
import type { Refusal } from '#test/doubles/eventstoredb/double/faults.js';
import { doubled } from '#test/doubles/eventstoredb/doubled.js';

const { double, store, open, another } = doubled();

describe('an append', () => {
  it('whose answer was lost has an unknown outcome; the same again tells what it was', async () => {
    const [stream, batch] = [aStream(), events(3)];
    double().faults.loseAnswers = 1;
    expect(await codeOf(store().append(stream, 'no_stream', batch))).toBe('outcome-unknown');
    expect(await appended(store(), stream, 'no_stream', batch)).toMatchObject({ revision: 2n });
    expect(idsOf(await streamOf(store(), stream))).toEqual(idsOf(batch));
  });

  it('that is answered too late ends at its deadline, and was stored once', async () => {
    const hasty = open({ appendDeadlineMs: 150 });
    const [stream, batch] = [aStream(), events(2)];
    double().faults.delayMs = 1_500;
    const began = performance.now();
    expect(await codeOf(hasty.append(stream, 'no_stream', batch))).toBe('outcome-unknown');
    expect(performance.now() - began).toBeLessThan(1_200);
    double().faults.delayMs = 0;
    double().faults.overlapMs = 10;
    expect(await appended(store(), stream, 'no_stream', batch)).toMatchObject({ revision: 1n });
    expect(await streamOf(store(), stream)).toHaveLength(2);
  });

  it('that the server gives up, because the very same one is under way, is sent again until that is over', async () => {
    const [stream, batch] = [aStream(), events(2)];
    Object.assign(double().faults, { delayMs: 300, overlapMs: 20 });
    const [first, second] = await Promise.all(
      [1, 2].map(() => appended(store(), stream, 'no_stream', batch)),
    );
    expect(second).toEqual(first);
    expect(idsOf(await streamOf(store(), stream))).toEqual(idsOf(batch));
  });

  it('that may have been stored stays so, whatever becomes of the next attempt', async () => {
    const [stream, batch] = [aStream(), events(1)];
    Object.assign(double().faults, { delayMs: 500, overlapMs: 200 });
    const underWay = codeOf(store().append(stream, 'no_stream', batch));
    const second = codeOf(open().append(stream, 'no_stream', batch)); // given up, then refused
    setTimeout(() => double().faults.refuse('not-ready'), 100);
    expect(await second).toBe('outcome-unknown');
    expect(await underWay).toBe('no error');
  });

  it('to a server that says nothing ends at its deadline', async () => {
    const hasty = open({ appendDeadlineMs: 500 });
    await appended(hasty, aStream(), 'no_stream', events(1));
    double().faults.frozen = true;
    const stream = aStream();
    expect(await codeOf(hasty.append(stream, 'no_stream', events(1)))).toBe('outcome-unknown');
    double().faults.frozen = false;
    expect(await appended(hasty, stream, 'no_stream', events(1))).toMatchObject({ revision: 0n });
  });

  it.each<[Refusal, RegExp]>([
    ['not-ready', /starting or overloaded/],
    ['no-leader', /no leader/],
    ['access-denied', /check user, password and rights/],
    ['unauthenticated', /does not know this user/],
  ])('refused as %s was not stored, says so, and works afterwards', async (refusal, words) => {
    const [stream, batch] = [aStream(), events(1)];
    double().faults.refuse(refusal, 1);
    await expect(store().append(stream, 'no_stream', batch)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(words),
    });
    expect(await store().readStream(stream)).toEqual({ kind: 'no_stream' });
    expect(await appended(store(), stream, 'no_stream', batch)).toMatchObject({ revision: 0n });
  });

  it('without a server was not stored, also as the first of a connection, and works when there is one', async () => {
    const [stream, batch] = [aStream(), events(1)];
    await double().stop();
    for (const unconnected of [store(), open()]) {
      await expect(unconnected.append(stream, 'no_stream', batch)).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringMatching(/the connection is refused .*127\.0\.0\.1/),
      });
    }
    await double().start();
    await appended(store(), stream, 'no_stream', batch);
    expect(await streamOf(open(), stream)).toHaveLength(1);
  });

  it('too large for a server that takes less than ours is refused as such, and does not disturb others', async () => {
    const strict = await another({ maxAppendBytes: 1_000 });
    const narrow = open({ connectionString: strict.connectionString });
    const large = events(1).map((event) => ({ ...event, data: Buffer.alloc(1_001, 32) }));
    const [first] = large;
    if (first === undefined) throw new Error('one event');
    const others = Array.from({ length: 20 }, () => appended(narrow, aStream(), 'no_stream', events(1)));
    expect(await codeOf(narrow.append(aStream(), 'no_stream', [first]))).toBe('too-large');
    await Promise.all(others);
  });

  it('in conflict among many under way is a result, and so is everybody else', async () => {
    const taken = aStream();
    await appended(store(), taken, 'no_stream', events(1));
    const results = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        store().append(n % 3 === 0 ? taken : aStream(), 'no_stream', events(1)),
      ),
    );
    expect(results.map(({ kind }) => kind)).toEqual(
      Array.from({ length: 60 }, (_, n) => (n % 3 === 0 ? 'conflict' : 'appended')),
    );
  });

  it('stops waiting when it is aborted under way', async () => {
    double().faults.delayMs = 300;
    const abort = new AbortController();
    const work = codeOf(store().append(aStream(), 'no_stream', events(1), { signal: abort.signal }));
    setTimeout(() => abort.abort(), 20);
    expect(await work).toBe('aborted');
  });
});

describe('a connection that breaks', () => {
  it('fails what is under way on it and nothing else', async () => {
    const other = await another();
    const elsewhere = open({ connectionString: other.connectionString });
    for (const faults of [double().faults, other.faults]) faults.delayMs = 400;
    const streams = Array.from({ length: 10 }, () => aStream());
    const appends = (one: EventStore) =>
      streams.map((stream) => codeOf(one.append(stream, 'no_stream', events(1))));
    const [broken, well] = [appends(store()), appends(elsewhere)];
    for (const stream of streams)
      await eventually(async () => (await double().log?.lastRevision(stream)) === 0n, { what: 'an append' });
    await double().stop();
    expect(new Set(await Promise.all(broken))).toEqual(new Set(['outcome-unknown']));
    expect(new Set(await Promise.all(well))).toEqual(new Set(['no error']));
  });

  it('is made anew; the same appends again leave everything stored once', async () => {
    const work = Array.from({ length: 40 }, () => ({ stream: aStream(), batch: events(2) }));
    const insist = async ({ stream, batch }: (typeof work)[number]) => {
      for (;;) {
        const result = await store()
          .append(stream, 'no_stream', batch)
          .catch((error: unknown) => error);
        if (!(result instanceof Error)) return result;
        expect(result).toMatchObject({ name: 'EventStoreError' });
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const all = Promise.all(work.map(insist));
    await double().stop();
    await double().start();
    double().faults.loseAnswers = 3;
    for (const result of await all) expect(result).toMatchObject({ kind: 'appended', revision: 1n });
    for (const { stream, batch } of work) {
      expect(idsOf(await streamOf(store(), stream))).toEqual(idsOf(batch));
      expect(await store().append(stream, revision(0), events(1))).toEqual({ kind: 'conflict', actual: 1n });
    }
  });
});
