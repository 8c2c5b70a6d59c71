import { expect, it } from '@jest/globals';
import type { Admin, Kafka } from 'kafkajs';
import { Administration } from './administration.js';

it('a connection that could not be made is made anew for the next question', async () => {
  let attempts = 0;
  const admin: Pick<Admin, 'connect' | 'disconnect'> = {
    connect: async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('the certificate expired');
    },
    disconnect: async () => undefined,
  };
  const client: Pick<Kafka, 'admin'> = { admin: () => admin as Admin }; // it is asked for nothing else
  const administration = new Administration(client as Kafka);
  const ask = () => administration.ask('topics', async () => attempts);
  await expect(ask()).rejects.toMatchObject({
    code: 'unavailable',
    message: 'topics: the certificate expired',
  });
  expect(await ask()).toBe(2);
  expect(await ask()).toBe(2);
  await administration.close();
});
