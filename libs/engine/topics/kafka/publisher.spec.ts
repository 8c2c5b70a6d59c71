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

it('a producer that could not be made or connected is made anew for the next request', async () => {
  const { client: losing } = losingClient();
  let attempts = 0;
  const client: Pick<Kafka, 'producer'> = {
    producer: () => {
      attempts += 1;
      if (attempts === 1) throw new Error('no such mechanism');
      const producer = losing.producer();
      producer.send = ({ messages }) =>
        Promise.resolve(messages.map(({ partition = 0 }) => ({ topicName: 't', partition, errorCode: 0 })));
      if (attempts === 2) producer.connect = () => Promise.reject(new Error('refused'));
      return producer;
    },
  };
  const topics = { count: async () => 4, forget: () => undefined };
  const publisher = new Publisher(client as Kafka, topics, {});
  const messages = [{ key: 'k', headers: {}, value: new Uint8Array(3) }];
  for (const problem of ['no such mechanism', 'refused'])
    await expect(publisher.publish('t', messages)).rejects.toMatchObject({
      message: `publish to t: ${problem}`,
    });
  await publisher.publish('t', messages);
  expect(attempts).toBe(3);
  await publisher.close();
});
