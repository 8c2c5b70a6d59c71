import { describe, expect, it } from '@jest/globals';
import { partitionOf } from '../partitioner.js';
import { MAX_MESSAGE_BYTES, type Message } from '../port.js';
import { message, series, startConsumer } from './consumer.js';
import type { Suite } from './fixture.js';

export function conformsInPublishing(suite: Suite): void {
  const consume = () =>
    startConsumer(suite.opened().distribution, suite.deadlineMs, { topic: 't', group: 'g' });
  const topic = (partitions: number) => suite.opened().distribution.ensureTopics([{ name: 't', partitions }]);

  describe('publishing', () => {
    it('keeps key, headers and bytes as they are', async () => {
      await topic(1);
      const messages: Message[] = [
        { key: 'مفتاح', headers: { ce_type: 'x', 'hawiya-note': 'هوية مقيم' }, value: Buffer.from('قيمة') },
        { key: '', headers: {}, value: new Uint8Array() },
        { key: 'k', headers: { empty: '' }, value: Uint8Array.of(0, 255, 128, 10, 13) },
      ];
      await suite.opened().distribution.publish('t', messages);
      const consumer = consume();
      await consumer.until(({ messages }) => messages.length === 3);
      await consumer.stop();
      expect(
        consumer.messages.map(({ key, headers, value }) => ({ key, headers, value: [...value] })),
      ).toEqual(messages.map((sent) => ({ ...sent, value: [...sent.value] })));
    });

    it('puts a key where every client of Kafka does, in the order given', async () => {
      await topic(8);
      const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
      const rounds = Array.from({ length: 20 }, (_, round) => keys.flatMap((key) => series(key, 1, round)));
      for (const round of rounds.slice(0, 10)) await suite.opened().distribution.publish('t', round);
      await suite.opened().distribution.publish('t', rounds.slice(10).flat());
      const consumer = consume();
      await consumer.until(({ messages }) => messages.length === 120);
      await consumer.stop();
      for (const key of keys) {
        const ofKey = consumer.messages.filter((one) => one.key === key);
        expect(new Set(ofKey.map(({ partition }) => partition))).toEqual(new Set([partitionOf(key, 8)]));
        expect(ofKey.map(({ value }) => Buffer.from(value).toString())).toEqual(
          series(key, 20).map(({ value }) => Buffer.from(value).toString()),
        );
        expect(ascending(ofKey.map(({ offset }) => offset))).toBe(true);
      }
    });

    it('keeps the order of calls that are not awaited', async () => {
      await topic(2);
      await Promise.all(series('k', 50).map((one) => suite.opened().distribution.publish('t', [one])));
      const consumer = consume();
      await consumer.until(({ messages }) => messages.length === 50);
      await consumer.stop();
      expect(consumer.texts).toEqual(Array.from({ length: 50 }, (_, index) => `k:${index}`));
    });

    it('numbers the messages of a partition from one place to the next', async () => {
      if (!suite.denseOffsets) return;
      await topic(1);
      await suite.opened().distribution.publish('t', series('k', 5));
      const consumer = consume();
      await consumer.until(({ messages }) => messages.length === 5);
      await consumer.stop();
      const [first = 0n, ...others] = consumer.messages.map(({ offset }) => offset);
      expect(others).toEqual(others.map((_, index) => first + BigInt(index + 1)));
    });

    it('takes a message of exactly 1 MiB and refuses one byte more', async () => {
      await topic(1);
      const { distribution } = suite.opened();
      const sized = (bytes: number): Message => ({
        key: 'مفتاح',
        headers: { note: 'هوية' },
        value: new Uint8Array(bytes - 10 - 4 - 8).fill(7),
      });
      await distribution.publish('t', [sized(MAX_MESSAGE_BYTES)]);
      await expect(distribution.publish('t', [sized(MAX_MESSAGE_BYTES + 1)])).rejects.toMatchObject({
        name: 'DistributionError',
        code: 'too-large',
      });
      const consumer = consume();
      await consumer.until(({ messages }) => messages.length === 1);
      await consumer.stop();
      expect(consumer.messages[0]?.value.every((byte) => byte === 7)).toBe(true);
    });

    it('of nothing does nothing', async () => {
      await topic(2);
      await suite.opened().distribution.publish('t', []);
      expect(await suite.opened().distribution.lag('t', 'g')).toEqual([
        { partition: 0, lag: 0n },
        { partition: 1, lag: 0n },
      ]);
    });

    it('is there after a restart', async () => {
      await topic(3);
      await suite.opened().distribution.publish('t', [...series('a', 3), ...series('b', 2)]);
      await suite.reopen();
      await suite.opened().distribution.publish('t', series('a', 1, 3));
      const consumer = consume();
      await consumer.until(({ messages }) => messages.length === 6);
      await consumer.stop();
      expect(consumer.texts.filter((text) => text.startsWith('a'))).toEqual(['a:0', 'a:1', 'a:2', 'a:3']);
    });

    it('is there after a restart, be it a single message', async () => {
      await topic(8);
      await suite.opened().distribution.publish('t', series('a', 1));
      await suite.reopen();
      await suite.opened().distribution.publish('t', series('a', 1, 1));
      const consumer = consume();
      await consumer.until(({ messages }) => messages.length === 2);
      await consumer.stop();
      expect(consumer.texts).toEqual(['a:0', 'a:1']);
    });

    it('after the close is refused', async () => {
      await topic(1);
      const { distribution } = suite.opened();
      await distribution.close();
      const unavailable = { name: 'DistributionError', code: 'unavailable' };
      await expect(distribution.publish('t', [message('k', '1')])).rejects.toMatchObject(unavailable);
      await expect(distribution.lag('t', 'g')).rejects.toMatchObject(unavailable);
      await expect(distribution.close()).resolves.toBeUndefined();
    });
  });
}

const ascending = (offsets: readonly bigint[]) =>
  offsets.every((offset, index) => index === 0 || offset > (offsets[index - 1] ?? 0n));
