import type { Instant } from '#decider/brand.js';
import type { Message } from '#topics/port.js';
import type { ConditionId } from '#domain/conditions/outcome.js';
import type { AskedService } from '#domain/fact-request/events.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { CLOUD_EVENTS_SOURCE } from '#event-sourcing/cloud-events.js';
import { uuidV5 } from '#runtime/uuid-v5.js';
import { FACTS_TOLD } from './asyncapi/facts-told.js';
import { FACT_OWNERS } from './fact-owners.js';
import { factType, type InboundKind } from './schemas/fact-event.js';
import { REQUEST_TYPE, type RequestContents } from './schemas/request-event.js';

/** One asking of a service for a fact that a case misses. */
export interface AskedFact {
  readonly service: AskedService;
  /** Case, request and asking name it; they are not told. */
  readonly applicationId: ApplicationId;
  readonly request: number;
  readonly asking: number;
  readonly condition: ConditionId;
  readonly reason: string;
  /** `iqama:2…` or `border:3…` */
  readonly identity: string;
  readonly since: Instant;
  readonly askedAt: Instant;
  readonly escalatesAt: Instant;
}

export const STRUCTURED = 'application/cloudevents+json';

/** Namespace of the ids of requests: they follow from what is asked, so that who gets it twice sees it. */
const REQUESTS = 'b3c5c0a4-1d5e-5b0e-9a57-0c4f6d1e8a26';

/** What is published on the topic of the service's requests, and posted to its webhook: a CloudEvent, structured. */
export function toRequestMessage(asked: AskedFact): Message & { readonly id: string } {
  const { service, applicationId, request, asking, condition, reason, identity } = asked;
  const { since, askedAt, escalatesAt } = asked;
  const id = uuidV5(`${applicationId}:${request}:${asking}`, REQUESTS);
  const data: RequestContents = {
    condition,
    reason,
    facts: factsBearingOn(condition, service),
    asking,
    since,
    answerBy: escalatesAt,
  };
  const event = {
    specversion: '1.0',
    id,
    source: CLOUD_EVENTS_SOURCE,
    type: REQUEST_TYPE,
    subject: identity,
    time: askedAt,
    datacontenttype: 'application/json',
    data,
  };
  const value = Buffer.from(JSON.stringify(event));
  return { id, key: identity, headers: { 'content-type': STRUCTURED }, value };
}

/** The types of facts with which a service can answer what a condition waits for. */
function factsBearingOn(condition: ConditionId, service: AskedService): readonly string[] {
  return (Object.keys(FACT_OWNERS) as InboundKind[]) // the table has exactly the kinds as its names
    .filter((kind) => FACT_OWNERS[kind].includes(service) && FACTS_TOLD[kind].answers.includes(condition))
    .map(factType);
}
