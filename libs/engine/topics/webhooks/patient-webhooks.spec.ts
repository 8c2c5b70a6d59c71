import { beforeEach, describe, expect, it } from '@jest/globals';
import { PatientWebhooks } from './patient-webhooks.js';
import type { Delivery, Webhooks } from './port.js';

const MESSAGE = { id: 'one', contentType: 'application/cloudevents+json', body: new Uint8Array() };
const DELIVERED: Delivery = { outcome: 'delivered', status: 204 };
const UNANSWERED: Delivery = { outcome: 'unanswered', why: 'timeout' };

let now: number;
let answers: (() => Promise<Delivery>)[];
let posted: string[];
let patient: PatientWebhooks;

beforeEach(() => {
  now = 1_000_000;
  answers = [];
  posted = [];
  const webhooks: Webhooks = {
    services: new Set(['labour', 'traffic']),
    deliver: (service) => {
      posted.push(service);
      return answers.shift()?.() ?? Promise.resolve(DELIVERED);
    },
  };
  patient = new PatientWebhooks(webhooks, { mostMs: 3_600_000, now: () => now });
});

const deliver = (service = 'labour') => patient.deliver(service, MESSAGE);
const next = (...deliveries: readonly Delivery[]) =>
  answers.push(...deliveries.map((delivery) => () => Promise.resolve(delivery)));

describe('a service', () => {
  it('that answers is called for each message, also where it refuses', async () => {
    next(DELIVERED, { outcome: 'refused', status: 500 }, { outcome: 'gone' }, DELIVERED);
    for (const outcome of ['delivered', 'refused', 'gone', 'delivered'])
      expect(await deliver()).toMatchObject({ outcome });
  });

  it('that does not answer is left alone, longer each time, and nobody else is', async () => {
    next(UNANSWERED);
    expect(await deliver()).toEqual(UNANSWERED);
    expect(await deliver()).toEqual({ outcome: 'held-back', forMs: 1_000 });
    expect(await deliver('traffic')).toEqual(DELIVERED);
    now += 1_000;
    next(UNANSWERED);
    expect(await deliver()).toEqual(UNANSWERED);
    expect(await deliver()).toEqual({ outcome: 'held-back', forMs: 2_000 });
    for (let failures = 3; failures < 20; failures += 1) {
      now += 60_000;
      next(UNANSWERED);
      await deliver();
    }
    expect(await deliver()).toEqual({ outcome: 'held-back', forMs: 60_000 });
    now += 60_000;
    expect(await deliver()).toEqual(DELIVERED);
    expect(await deliver()).toEqual(DELIVERED);
  });

  it('that may be there again is asked by one message only', async () => {
    next(UNANSWERED);
    await deliver();
    now += 1_000;
    let answer: (delivery: Delivery) => void = () => undefined;
    answers.push(() => new Promise((resolve) => (answer = resolve)));
    const first = deliver();
    expect(await deliver()).toEqual({ outcome: 'held-back', forMs: 1_000 });
    answer(DELIVERED);
    expect(await first).toEqual(DELIVERED);
    expect(await deliver()).toEqual(DELIVERED);
    expect(posted).toHaveLength(3);
  });

  it('that asks for time has it, within a bound', async () => {
    next({ outcome: 'refused', status: 429, retryAfterMs: 120_000 });
    await deliver();
    expect(await deliver()).toEqual({ outcome: 'held-back', forMs: 120_000 });
    now += 120_000;
    next({ outcome: 'refused', status: 503, retryAfterMs: 99_999_999 });
    await deliver();
    expect(await deliver()).toEqual({ outcome: 'held-back', forMs: 3_600_000 });
  });

  it('is asked again after a failure of ours', async () => {
    answers.push(() => Promise.reject(new Error('no webhook')));
    await expect(deliver()).rejects.toThrow('no webhook');
    expect(await deliver()).toEqual(DELIVERED);
  });
});
