import { expect, it } from '@jest/globals';
import type { Kafka, Producer } from 'kafkajs';
import { Publisher } from './publisher.js';

/** A client whose first producer loses sight of its requests, as the real one does when a connection goes. */
function losingClient() {
  const made: { disconnected: boolean }[] = [];
  const client: Pick<Kafka, 'producer'> = {
    producer: () => {
      const state = { disconnected: false };
      const isFirst = made.push(state) === 1;
      const producer: Pick<Producer, 'connect' | 'send' | 'disconnect'> = {
        connect: async () => undefined,
        send: ({ topic, messages }) =>
          isFirst
            ? new Promise(() => undefined)
            : Promise.resolve(
                messages.map(({ partition = 0 }) => ({ topicName: topic, partition, errorCode: 0 })),
              ),
        disconnect: async () => void (state.disconnected = true),
      };
      return producer as Producer; // it is asked for nothing else
    },
  };
  return { client: client as Kafka, made };
}

it('a request that is neither stored nor refused fails in time, and the next one has a producer of its own', async () => {
  const { client, made } = losingClient();
  const topics = { count: async () => 4, forget: () => undefined };
  const publisher = new Publisher(client, topics, { publishTimeoutMs: 50 });
  const messages = [{ key: 'k', headers: {}, value: new Uint8Array(3) }];
  await expect(publisher.publish('t', messages)).rejects.toMatchObject({
    code: 'unavailable',
    message: 'publish to t: no answer in 50 ms',
  });
  expect(made).toEqual([{ disconnected: true }]);
  await publisher.publish('t', messages);
  expect(made).toHaveLength(2);
  await publisher.close();
});
