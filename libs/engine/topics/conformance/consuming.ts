import { describe, expect, it } from '@jest/globals';
import type { ConsumeOptions } from '../port.js';
import { message, series, startConsumer } from './consumer.js';
import type { Suite } from './fixture.js';
import { keyOfPartition } from './keys.js';

export function conformsInConsuming(suite: Suite): void {
  const consume = (options: Partial<ConsumeOptions> = {}) =>
    startConsumer(suite.opened().distribution, suite.deadlineMs, { topic: 't', group: 'g', ...options });
  const publish = (...messages: Parameters<typeof message>[]) =>
    suite.opened().distribution.publish(
      't',
      messages.map((one) => message(...one)),
    );
  const topic = (partitions: number) => suite.opened().distribution.ensureTopics([{ name: 't', partitions }]);

  describe('consuming', () => {
    it('begins with what is there and goes on with what comes', async () => {
      await topic(2);
      await publish(['a', '1'], ['b', '2']);
      const consumer = consume();
      await consumer.until(({ texts }) => texts.length === 2);
      await publish(['a', '3']);
      await consumer.until(({ texts }) => texts.includes('3'));
      await consumer.stop();
      expect([...consumer.texts].sort()).toEqual(['1', '2', '3']);
    });

    it.each([1, 3, 7, 8])('gives no more than maxBatch (%d of 7) messages at a time', async (maxBatch) => {
      await topic(1);
      await suite.opened().distribution.publish('t', series('k', 7));
      const consumer = consume({ maxBatch });
      await consumer.until(({ texts }) => texts.length === 7);
      await consumer.stop();
      expect(consumer.texts).toEqual(['k:0', 'k:1', 'k:2', 'k:3', 'k:4', 'k:5', 'k:6']);
      expect(Math.max(...consumer.batches.map(({ messages }) => messages.length))).toBeLessThanOrEqual(
        maxBatch,
      );
    });

    it('takes a whole number from 1 on for maxBatch', async () => {
      await topic(1);
      for (const maxBatch of [0, -1, 1.5])
        await expect(consume({ maxBatch }).consuming).rejects.toMatchObject({ code: 'invalid' });
    });

    it('tells how much is waiting behind a batch', async () => {
      await topic(1);
      await suite.opened().distribution.publish('t', series('k', 5));
      const consumer = consume({ maxBatch: 2 });
      await consumer.until(({ texts }) => texts.length === 5);
      await consumer.stop();
      let left = 5n;
      for (const { messages, behind } of consumer.batches) {
        left -= BigInt(messages.length);
        expect(behind).toBe(left);
      }
    });

    it('gives a partition one batch at a time, different partitions side by side', async () => {
      await topic(2);
      const [one, two] = [keyOfPartition(0, 2), keyOfPartition(1, 2)];
      await publish([one, '1'], [one, '2'], [one, '3'], [two, '4']);
      const inHand = new Map<number, number>();
      let together = 0;
      let release = () => {};
      const both = new Promise<void>((resolve) => (release = resolve));
      const consumer = consume({
        maxBatch: 1,
        handle: async ({ partition }) => {
          inHand.set(partition, (inHand.get(partition) ?? 0) + 1);
          expect(inHand.get(partition)).toBe(1);
          together = Math.max(
            together,
            [...inHand.values()].reduce((sum, count) => sum + count, 0),
          );
          if (together === 2) release();
          await both; // each waits for the other partition's batch
          inHand.set(partition, 0);
        },
      });
      await consumer.until(({ texts }) => texts.length === 4);
      await consumer.stop();
      expect(together).toBe(2);
    });

    it('counts as lag what the group has not finished', async () => {
      await topic(1);
      const lag = async () => (await suite.opened().distribution.lag('t', 'g'))[0]?.lag;
      await suite.opened().distribution.publish('t', series('k', 4));
      expect(await lag()).toBe(4n);
      let release = () => {};
      const held = new Promise<void>((resolve) => (release = resolve));
      const consumer = consume({
        maxBatch: 1,
        handle: ({ messages }) => (messages[0].offset < 2n ? Promise.resolve() : held),
      });
      await consumer.until(({ texts }) => texts.length === 2);
      expect(await lag()).toBeGreaterThanOrEqual(2n);
      release();
      await consumer.until(({ texts }) => texts.length === 4);
      await consumer.stop();
      expect(await lag()).toBe(0n);
    });

    it('ends with the batch in hand finished, and goes on behind it', async () => {
      await topic(1);
      await suite.opened().distribution.publish('t', series('k', 3));
      let release = () => {};
      const held = new Promise<void>((resolve) => (release = resolve));
      let begun = false;
      const first = consume({
        maxBatch: 1,
        handle: () => {
          begun = true;
          return held;
        },
      });
      await first.until(() => begun);
      const stopped = first.stop();
      expect(first.done).toBe(false);
      release();
      await stopped;
      expect(first.texts).toEqual(['k:0']);
      const second = consume();
      await second.until(({ texts }) => texts.length === 2);
      await second.stop();
      expect(second.texts).toEqual(['k:1', 'k:2']);
    });

    it('with a signal that is aborted already ends at once', async () => {
      await topic(1);
      await publish(['k', '1']);
      const consumer = consume({ signal: AbortSignal.abort() });
      await consumer.consuming;
      expect(consumer.texts).toEqual([]);
    });

    it('goes on where it was after a restart', async () => {
      await topic(2);
      await publish(['a', '1'], ['b', '2']);
      const before = consume();
      await before.until(({ texts }) => texts.length === 2);
      await before.stop();
      await suite.reopen();
      await publish(['a', '3']);
      const after = consume();
      await after.until(({ texts }) => texts.length > 0);
      await after.stop();
      expect(after.texts).toEqual(['3']);
    });

    it('ends when the distribution is closed, with the batch in hand finished', async () => {
      await topic(1);
      await publish(['k', '1'], ['k', '2']);
      let release = () => {};
      const held = new Promise<void>((resolve) => (release = resolve));
      let begun = false;
      const consumer = consume({
        maxBatch: 1,
        handle: () => {
          begun = true;
          return held;
        },
      });
      await consumer.until(() => begun);
      const reopened = suite.reopen();
      release();
      await Promise.all([reopened, consumer.consuming]);
      expect(consumer.texts).toEqual(['1']);
      expect(await suite.opened().distribution.lag('t', 'g')).toEqual([{ partition: 0, lag: 1n }]);
    });
  });
}
