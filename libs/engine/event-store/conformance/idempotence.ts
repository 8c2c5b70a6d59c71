import { describe, expect, it } from '@jest/globals';
import {
  anEvent,
  type Appended,
  appended,
  aStream,
  type Batch,
  events,
  idsOf,
  revision,
  streamOf,
} from './events.js';
import type { Suite } from './fixture.js';

export function conformsInIdempotence({ store, restarted, fixture }: Suite): void {
  describe('appending the same ids at the same expected revision again', () => {
    it('answers with the original result and stores nothing', async () => {
      const stream = aStream();
      const [one, two] = [events(2), events(3)];
      const first = await appended(store(), stream, 'no_stream', one);
      const second = await appended(store(), stream, first.revision, two);
      expect(await store().append(stream, 'no_stream', one)).toEqual(first);
      expect(await store().append(stream, first.revision, two)).toEqual(second);
      expect(idsOf(await streamOf(store(), stream))).toEqual(idsOf([...one, ...two]));
    });

    it('does not compare the data: the original stays', async () => {
      const stream = aStream();
      const original = anEvent();
      const first = await appended(store(), stream, 'no_stream', [original]);
      const changed = anEvent({ id: original.id, data: Buffer.from('{"other":true}') });
      expect(await store().append(stream, 'no_stream', [changed])).toEqual(first);
      expect((await streamOf(store(), stream)).map(({ data }) => Buffer.from(data))).toEqual([original.data]);
    });

    it('answers for the beginning of a batch', async () => {
      const stream = aStream();
      const [a, b, c] = [anEvent(), anEvent(), anEvent()];
      await appended(store(), stream, 'no_stream', [a, b, c]);
      expect(await store().append(stream, 'no_stream', [a, b])).toMatchObject({
        kind: 'appended',
        revision: 1n,
      });
      expect(await streamOf(store(), stream)).toHaveLength(3);
    });

    const [a, b, c, d] = [anEvent(), anEvent(), anEvent(), anEvent()];
    it.each<[string, Batch]>([
      ['the end of a batch', [b, c]],
      ['another order', [b, a, c]],
      ['more than was stored', [a, b, c, d]],
      ['another last event', [a, b, d]],
    ])('is in conflict with %s', async (_, batch) => {
      const stream = aStream();
      await appended(store(), stream, 'no_stream', [a, b, c]);
      expect(await store().append(stream, 'no_stream', batch)).toEqual({ kind: 'conflict', actual: 2n });
      expect(idsOf(await streamOf(store(), stream))).toEqual(idsOf([a, b, c]));
    });

    it('is another append when the expected revision is another', async () => {
      const stream = aStream();
      const batch = events(1);
      await appended(store(), stream, 'no_stream', batch);
      expect(await store().append(stream, revision(0), batch)).toMatchObject({
        kind: 'appended',
        revision: 1n,
      });
    });

    it(
      'stores once what was sent twice at the same time',
      async () => {
        const stream = aStream();
        const batch = events(2);
        const attempts = await Promise.allSettled(
          [1, 2, 3].map(() => store().append(stream, 'no_stream', batch)),
        );
        const result = await appended(store(), stream, 'no_stream', batch);
        for (const attempt of attempts) {
          // A server may not know yet how the first attempt ends; then the retry is told so, never anything wrong.
          if (attempt.status === 'fulfilled') expect(attempt.value).toEqual(result);
          else expect(attempt.reason).toMatchObject({ name: 'EventStoreError', code: 'outcome-unknown' });
        }
        expect(idsOf(await streamOf(store(), stream))).toEqual(idsOf(batch));
      },
      fixture.deadlineMs,
    );

    it('recognises the events of a long stream', async () => {
      const stream = aStream();
      const batches = [events(100), events(100), events(60)];
      const results: Appended[] = [];
      for (const batch of batches)
        results.push(await appended(store(), stream, results.at(-1)?.revision ?? 'no_stream', batch));
      expect(
        await store().append(stream, results[0]?.revision ?? 'no_stream', batches[1] ?? events(1)),
      ).toEqual(results[1]);
      expect(await streamOf(store(), stream)).toHaveLength(260);
    });

    if (fixture.restart) {
      it('still does after a restart', async () => {
        const stream = aStream();
        const batch = events(2);
        const first = await appended(store(), stream, 'no_stream', batch);
        const again = await restarted();
        expect(await again.append(stream, 'no_stream', batch)).toEqual(first);
        expect(await streamOf(again, stream)).toHaveLength(2);
      });
    }
  });
}
