import { describe, expect, it } from '@jest/globals';
import { eventually } from '#test/support/eventually.js';
import { message, series, startConsumer } from './consumer.js';
import type { Suite } from './fixture.js';
import { keyOfPartition } from './keys.js';

export function conformsInGroups(suite: Suite): void {
  const consume = (group: string) =>
    startConsumer(suite.opened().distribution, suite.deadlineMs, { topic: 't', group });

  describe('groups', () => {
    it('each see everything, at their own pace', async () => {
      const { distribution } = suite.opened();
      await distribution.ensureTopics([{ name: 't', partitions: 2 }]);
      await distribution.publish('t', series('a', 10));
      const early = consume('early');
      await early.until(({ texts }) => texts.length === 10);
      await distribution.publish('t', series('a', 10, 10));
      const late = consume('late');
      for (const consumer of [early, late]) {
        await consumer.until(({ texts }) => texts.length === 20);
        await consumer.stop();
        expect(consumer.texts).toEqual(series('a', 20).map(({ value }) => Buffer.from(value).toString()));
      }
    });

    it('share the partitions among their members, and take over those of one that leaves', async () => {
      const { distribution } = suite.opened();
      await distribution.ensureTopics([{ name: 't', partitions: 4 }]);
      // Every partition has messages, or a member might get its share and nothing in it.
      const keys = [0, 1, 2, 3].map((partition) => keyOfPartition(partition, 4));
      const members = [consume('g'), consume('g')] as const;
      let sent = 0;
      const publishSome = async () => {
        await distribution.publish(
          't',
          keys.map((key, index) => message(key, `${sent + index}`)),
        );
        sent += keys.length;
      };
      // Until both have joined one of them may get everything.
      await eventually(
        async () => {
          await publishSome();
          return members.every(({ texts }) => texts.length > 0);
        },
        { deadlineMs: suite.deadlineMs, what: 'each member having a partition' },
      );
      const seen = () => new Set(members.flatMap(({ texts }) => texts)).size;
      await members[0].until(() => seen() === sent);
      await members[0].stop();
      await publishSome();
      await members[1].until(() => seen() === sent);
      await members[1].stop();
      for (const key of keys) {
        const ofKey = members.flatMap(({ messages }) => messages.filter((one) => one.key === key));
        expect(new Set(ofKey.map(({ partition }) => partition)).size).toBe(1);
      }
    });

    it('have a name of the same kind as a topic', async () => {
      const { distribution } = suite.opened();
      await distribution.ensureTopics([{ name: 't', partitions: 1 }]);
      for (const group of ['', 'a b', 'x'.repeat(250)])
        await expect(consume(group).consuming).rejects.toMatchObject({ code: 'invalid' });
    });
  });
}
