import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { requestsTopicOf } from '#contracts/topics.js';
import { HttpWebhooks } from '#topics/webhooks/http/http-webhooks.js';
import { Receiver } from '#topics/webhooks/testing/receiver.js';
import type { AskedService } from '#domain/fact-request/events.js';
import { factRequestDecider } from '#domain/fact-request/fact-request.js';
import { systemClock } from '#runtime/clock/clock.js';
import { webhookEndpoints } from '#configuration/webhook-endpoints.js';
import { eventually } from '#test/support/eventually.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { streams } from '#use-cases/streams.js';
import { iqamaNumber } from '#domain/testing/people.js';
import { Resident } from '#use-cases/testing/resident.js';
import { BackOffice, PATIENCE } from '../testing/back-office.js';

// Every step is durable: a busy disk is slow.
jest.setTimeout(30_000);

const SECRET = `whsec_${randomBytes(32).toString('base64')}`;

interface Told {
  readonly id: string;
  readonly subject: string;
  readonly data: { readonly condition: string; readonly asking: number };
}

/** What comes again is the same. */
const different = (told: readonly unknown[]) => new Set(told.map((one) => JSON.stringify(one))).size;

describe('what a case misses', () => {
  const folder = temporaryFolders();
  let back: BackOffice;
  let reading: AbortController;
  let read: Promise<unknown>[];
  beforeEach(async () => {
    [reading, read] = [new AbortController(), []];
    back = await BackOffice.open(await folder());
  });
  afterEach(async () => {
    reading.abort();
    await Promise.all(read);
    await back.close();
  });

  /** What a service reads on its topic, as it comes. */
  const topicOf = (service: AskedService): readonly Told[] => {
    const told: Told[] = [];
    const handle = ({ messages }: { readonly messages: readonly { readonly value: Uint8Array }[] }) => {
      for (const { value } of messages) told.push(JSON.parse(Buffer.from(value).toString()) as Told);
      return Promise.resolve();
    };
    const topic = requestsTopicOf(service);
    read.push(back.distribution.consume({ topic, group: service, signal: reading.signal, handle }));
    return told;
  };
  const requests = async ({ applicationId }: Resident) =>
    (await back.office.log.load(factRequestDecider, streams.request(applicationId))).state.open;
  const history = async ({ applicationId }: Resident) =>
    (await back.office.log.history(streams.request(applicationId))).map(({ event }) => event.type);
  const sent = async () => {
    const resident = new Resident(back.office, 1);
    await resident.prepare();
    await resident.submit();
    await back.settle();
    back.office.pass({ ms: 1_000 });
    return resident;
  };
  const comes = (told: readonly unknown[], count: number) =>
    eventually(() => Promise.resolve(different(told) === count), { ...PATIENCE, what: `${count} told` });

  it('is asked for on the topic of the service, again when it is due, and ends when it is told', async () => {
    await back.start();
    const told = topicOf('accounts');
    const resident = await sent();
    await comes(told, 1);
    expect(told[0]).toMatchObject({
      subject: `iqama:${iqamaNumber(1)}`,
      data: { condition: 'account-active', asking: 1, facts: expect.arrayContaining([expect.any(String)]) },
    });
    back.office.pass({ days: 0.5 });
    await eventually(async () => (await history(resident)).includes('FactAskedAgain'), PATIENCE);
    await back.settle();
    back.office.pass({ ms: 1_000 });
    await comes(told, 2);
    expect(told.at(-1)).toMatchObject({ data: { condition: 'account-active', asking: 2 } });
    expect(told.at(-1)?.id).not.toBe(told[0]?.id);
    await resident.facts();
    await back.settle();
    await eventually(async () => (await requests(resident)).length === 0, PATIENCE);
    back.office.pass({ days: 30 });
    await back.settle();
    expect(different(told)).toBe(2);
  });

  it('is told once to those who run the service when the answer is late, without a word about the person', async () => {
    await back.start();
    const resident = await sent();
    back.office.pass({ days: 4 });
    const late = () => back.lines.filter((line) => line.includes('has not told what it was asked for'));
    await eventually(() => Promise.resolve(late().length === 1), PATIENCE);
    expect(JSON.parse(late()[0] ?? '')).toMatchObject({
      service: 'accounts',
      applicationId: resident.applicationId,
    });
    expect(back.lines.join()).not.toMatch(/account-active|account-not-reported|iqama:/);
    expect((await history(resident)).filter((type) => type === 'FactRequestEscalated')).toHaveLength(1);
  });

  it('is posted to the webhook of the service as well, signed, under the id of the message', async () => {
    const receiver = await Receiver.open();
    try {
      const webhooks = `accounts=${receiver.url}`;
      const endpoints = webhookEndpoints({ webhooks, webhooksSecrets: `accounts=${SECRET}` });
      back.webhooks = new HttpWebhooks(endpoints, { timeoutMs: 1_000, clock: systemClock });
      await back.start();
      const told = topicOf('accounts');
      await sent();
      await comes(receiver.received, 1);
      const [received] = receiver.received;
      if (received === undefined) throw new Error('nothing was received');
      await comes(told, 1);
      expect(Receiver.verified(received, SECRET)).toEqual(told[0]);
      expect(received.headers['webhook-id']).toBe(told[0]?.id);
    } finally {
      await receiver.close();
    }
  });

  it('told again of what happened, publishes the same under the same id, and asks nobody else', async () => {
    await back.start();
    const told = topicOf('accounts');
    const resident = await sent();
    await comes(told, 1);
    await back.publishAgain();
    await eventually(() => Promise.resolve(told.length > 1), { ...PATIENCE, what: 'told again' });
    expect(different(told)).toBe(1);
    expect((await history(resident)).every((type) => type === 'FactRequested')).toBe(true);
  });
});
