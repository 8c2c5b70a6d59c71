import type { Instant } from '#decider/brand.js';
import { expect, it } from '@jest/globals';
import { ASKED_SERVICES } from '#domain/fact-request/events.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { FACT_SERVICES } from './fact-owners.js';
import { type AskedFact, toRequestMessage } from './request-message.js';
import { REQUEST_EVENT } from './schemas/request-event.js';
import { strictCheck } from './testing/strict-check.js';

const at = (day: number) => `2026-03-0${day}T09:00:00.000Z` as Instant;
const asked: AskedFact = {
  service: 'medical-centres',
  applicationId: '6f0c0d3e-93b5-5d3c-9a8f-6a4c0b7e2f35' as ApplicationId,
  request: 1,
  asking: 2,
  condition: 'medical-passed',
  reason: 'not-reported',
  identity: 'iqama:2456789011',
  since: at(1),
  askedAt: at(3),
  escalatesAt: at(9),
};
const read = (value: Uint8Array): unknown => JSON.parse(Buffer.from(value).toString());

it('a request names the person, the condition and the facts that answer it; never the case', () => {
  const { id, key, headers, value } = toRequestMessage(asked);
  expect({ key, headers }).toEqual({
    key: 'iqama:2456789011',
    headers: { 'content-type': 'application/cloudevents+json' },
  });
  const event = read(value);
  expect(event).toMatchObject({
    id,
    source: '/hawiya',
    subject: 'iqama:2456789011',
    time: at(3),
    data: {
      condition: 'medical-passed',
      facts: ['hawiya.fact.medical-exam-reported.v1'],
      asking: 2,
      since: at(1),
      answerBy: at(9),
    },
  });
  expect(strictCheck(REQUEST_EVENT)(event)).toEqual([]);
  expect(Buffer.from(value).toString()).not.toContain(asked.applicationId);
});

it('a request has one id however often it is made, and another for each asking', () => {
  const idOf = (change: Partial<AskedFact> = {}) => toRequestMessage({ ...asked, ...change }).id;
  expect(idOf()).toBe(idOf());
  expect(new Set([idOf(), idOf({ asking: 3 }), idOf({ request: 2 })]).size).toBe(3);
});

it('who is asked tells facts', () => {
  expect(ASKED_SERVICES.filter((service) => !FACT_SERVICES.includes(service))).toEqual([]);
});
