import { describe, expect, it } from '@jest/globals';
import type { Batch, ConsumeOptions } from '../port.js';
import { message, series, startConsumer } from './consumer.js';
import type { Suite } from './fixture.js';
import { keyOfPartition } from './keys.js';

export function conformsInFailing(suite: Suite): void {
  const consume = (options: Partial<ConsumeOptions> = {}) =>
    startConsumer(suite.opened().distribution, suite.deadlineMs, { topic: 't', group: 'g', ...options });

  describe('a handler that fails', () => {
    it('gets the same messages again, in order, and its error is told', async () => {
      const { distribution } = suite.opened();
      await distribution.ensureTopics([{ name: 't', partitions: 1 }]);
      await distribution.publish('t', series('k', 3));
      const attempts: string[][] = [];
      const errors: [unknown, Batch][] = [];
      const consumer = consume({
        handle: async ({ messages }) => {
          attempts.push(messages.map(({ value }) => Buffer.from(value).toString()));
          if (attempts.length <= 3) throw new Error(`attempt ${attempts.length}`);
        },
        onError: (...told) => void errors.push(told),
      });
      await consumer.until(({ texts }) => texts.length === 3);
      await consumer.stop();
      expect(consumer.texts).toEqual(['k:0', 'k:1', 'k:2']);
      expect(attempts.slice(1, 4).map(([first]) => first)).toEqual([
        attempts[0]?.[0],
        attempts[0]?.[0],
        'k:0',
      ]);
      expect(errors.map(([error]) => String(error))).toEqual([1, 2, 3].map((n) => `Error: attempt ${n}`));
      expect(errors[0]?.[1].messages[0].offset).toBe(consumer.messages[0]?.offset);
    });

    it('may throw instead of rejecting', async () => {
      const { distribution } = suite.opened();
      await distribution.ensureTopics([{ name: 't', partitions: 1 }]);
      await distribution.publish('t', [message('k', '1')]);
      let attempts = 0;
      const consumer = consume({
        handle: () => {
          attempts += 1;
          if (attempts === 1) throw new Error('thrown');
          return Promise.resolve();
        },
      });
      await consumer.until(({ texts }) => texts.length === 1);
      await consumer.stop();
      expect(attempts).toBe(2);
    });

    it('holds its own partition back and no other', async () => {
      const { distribution } = suite.opened();
      await distribution.ensureTopics([{ name: 't', partitions: 2 }]);
      const [bad, good] = [keyOfPartition(0, 2), keyOfPartition(1, 2)];
      await distribution.publish('t', [message(bad, 'bad'), ...series(good, 5)]);
      const consumer = consume({
        maxBatch: 1,
        handle: async ({ partition }) => {
          if (partition === 0) throw new Error('always');
        },
      });
      await consumer.until(({ texts }) => texts.length === 5);
      expect(consumer.texts).toEqual([0, 1, 2, 3, 4].map((n) => `${good}:${n}`));
      await consumer.stop();
      expect(await distribution.lag('t', 'g')).toEqual([
        { partition: 0, lag: 1n },
        { partition: 1, lag: 0n },
      ]);
    });

    it('can be left during its back-off; the next consumer gets the batch', async () => {
      const { distribution } = suite.opened();
      await distribution.ensureTopics([{ name: 't', partitions: 1 }]);
      await distribution.publish('t', [message('k', '1')]);
      let failed = false;
      const first = consume({
        handle: () => Promise.reject(new Error('no')),
        onError: () => (failed = true),
      });
      await first.until(() => failed);
      await first.stop();
      const second = consume();
      await second.until(({ texts }) => texts.length === 1);
      await second.stop();
      expect(second.texts).toEqual(['1']);
    });
  });
}
