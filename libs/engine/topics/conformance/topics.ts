import { describe, expect, it } from '@jest/globals';
import { message, series, startConsumer } from './consumer.js';
import type { Suite } from './fixture.js';

export function conformsInTopics(suite: Suite): void {
  const ensure = (name: string, partitions: number) =>
    suite.opened().distribution.ensureTopics([{ name, partitions }]);
  const partitions = async (name: string) => (await suite.opened().distribution.lag(name, 'g')).length;

  describe('topics', () => {
    it('are created when they are missing, and left alone when they exist', async () => {
      await ensure('t', 3);
      await suite.opened().distribution.publish('t', [message('k', '1')]);
      await suite.opened().distribution.ensureTopics([
        { name: 't', partitions: 3 },
        { name: 'u', partitions: 1 },
      ]);
      expect([await partitions('t'), await partitions('u')]).toEqual([3, 1]);
      await ensure('t', 2);
      expect(await partitions('t')).toBe(3);
    });

    it('are not given more partitions: a key would move, and lose its order', async () => {
      await ensure('t', 2);
      await expect(ensure('t', 3)).rejects.toMatchObject({ name: 'DistributionError', code: 'invalid' });
      expect(await partitions('t')).toBe(2);
    });

    it('can be asked for by several at once', async () => {
      await Promise.all([ensure('t', 2), ensure('t', 2), ensure('u', 1)]);
      expect([await partitions('t'), await partitions('u')]).toEqual([2, 1]);
    });

    it('have a name and a number of partitions that every broker takes', async () => {
      for (const name of ['', '.', '..', 'a b', 'هوية', 'x'.repeat(250)])
        await expect(ensure(name, 1)).rejects.toMatchObject({ code: 'invalid' });
      for (const count of [0, -1, 1.5, Number.NaN])
        await expect(ensure('t', count)).rejects.toMatchObject({ code: 'invalid' });
      await ensure('x'.repeat(249), 1);
    });

    it('are removed with all that is in them, and begin anew when they are made again', async () => {
      const { distribution } = suite.opened();
      await distribution.ensureTopics([
        { name: 't', partitions: 2 },
        { name: 'u', partitions: 1 },
      ]);
      await distribution.publish('u', [message('k', 'stays')]);
      await distribution.publish('t', series('k', 3));
      const first = startConsumer(distribution, suite.deadlineMs, { topic: 't', group: 'g' });
      await first.until(({ texts }) => texts.length === 3);
      await first.stop();

      expect([await distribution.hasTopic('t'), await distribution.hasTopic('none')]).toEqual([true, false]);
      await distribution.removeTopic('t');
      await distribution.removeTopic('t');
      expect([await distribution.hasTopic('t'), await distribution.hasTopic('u')]).toEqual([false, true]);
      await expect(distribution.publish('t', [message('k', '1')])).rejects.toMatchObject({
        code: 'unknown-topic',
      });

      const reopened = (await suite.reopen()).distribution;
      expect(await reopened.hasTopic('t')).toBe(false);
      await reopened.ensureTopics([
        { name: 'v', partitions: 1 },
        { name: 't', partitions: 3 },
      ]);
      expect(await partitions('t')).toBe(3);
      await reopened.publish('t', [message('k', 'anew')]);
      for (const [topic, text] of [
        ['t', 'anew'],
        ['u', 'stays'],
      ] as const) {
        const consumer = startConsumer(reopened, suite.deadlineMs, { topic, group: 'g' });
        await consumer.until(({ texts }) => texts.length > 0);
        await consumer.stop();
        expect([topic, consumer.texts]).toEqual([topic, [text]]);
      }
    });

    it('that nobody made are unknown', async () => {
      const { distribution } = suite.opened();
      const unknown = { name: 'DistributionError', code: 'unknown-topic' };
      await expect(distribution.publish('none', [message('k', '1')])).rejects.toMatchObject(unknown);
      await expect(distribution.lag('none', 'g')).rejects.toMatchObject(unknown);
      const consumer = startConsumer(distribution, suite.deadlineMs, { topic: 'none', group: 'g' });
      await expect(consumer.consuming).rejects.toMatchObject(unknown);
    });
  });
}
