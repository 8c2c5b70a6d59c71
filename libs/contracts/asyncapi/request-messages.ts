import type { Instant } from '#decider/brand.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { toRequestMessage } from '../request-message.js';
import { REQUEST_EVENT, REQUEST_TYPE } from '../schemas/request-event.js';
import { type AsyncApiMessage, BINDING_VERSION } from './asyncapi.js';
import { tolerant } from './event-messages.js';

const instant = (day: number) => `2026-03-0${day}T09:00:00.000Z` as Instant; // well-formed

/** What a service is asked for, on its topic of requests and at its webhook. */
export function requestMessages(): Readonly<Record<string, AsyncApiMessage>> {
  const { headers, value } = toRequestMessage({
    service: 'medical-centres',
    applicationId: 'c06a8de5-3725-5855-8386-d71eac6ccacf' as ApplicationId, // any UUID
    request: 1,
    asking: 1,
    condition: 'medical-passed',
    reason: 'medical-not-reported',
    identity: 'iqama:2456789011',
    since: instant(1),
    askedAt: instant(1),
    escalatesAt: instant(9),
  });
  const message: AsyncApiMessage = {
    name: REQUEST_TYPE,
    title: 'Fact request',
    summary: 'A case waits for what your service knows about the person. Tell it as you tell any fact.',
    tags: [{ name: 'request' }],
    contentType: headers['content-type'] ?? '',
    headers: {
      type: 'object',
      properties: {
        'content-type': { const: headers['content-type'] ?? '', description: 'Structured mode' },
      },
      required: ['content-type'],
    },
    payload: tolerant(REQUEST_EVENT),
    bindings: {
      kafka: {
        key: { type: 'string', description: 'The request’s subject' },
        bindingVersion: BINDING_VERSION,
      },
    },
    examples: [
      { name: 'A medical examination', headers, payload: JSON.parse(Buffer.from(value).toString('utf8')) },
    ],
  };
  return { [REQUEST_TYPE]: message };
}
