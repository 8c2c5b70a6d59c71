import { ASKED_SERVICES, type AskedService } from '#domain/fact-request/events.js';
import { FACT_SERVICES } from './fact-owners.js';

/** The events of every stream, keyed by the case. */
export const EVENTS_TOPIC = 'hawiya.events.v1';

/** What one service says about residents, or rules: the broker's access list says that nobody else writes there. */
export const factsTopicOf = (service: string): string => `hawiya.facts.${service}.v1`;

/** The topics of facts, each with the service that speaks on it. */
export const FACTS_TOPICS: readonly { readonly name: string; readonly service: string }[] = FACT_SERVICES.map(
  (service) => ({ name: factsTopicOf(service), service }),
);

/** What one service is asked for: nobody else reads it, for it names people. */
export const requestsTopicOf = (service: AskedService): string => `hawiya.requests.${service}.v1`;

/** The topics of requests, each with the service that is asked on it. */
export const REQUESTS_TOPICS: readonly { readonly name: string; readonly service: AskedService }[] =
  ASKED_SERVICES.map((service) => ({ name: requestsTopicOf(service), service }));

/** What all services wrote to in the first release: read until it is empty, then removed; never made. */
export const LEGACY_FACTS_TOPIC = 'hawiya.facts.v1';

/** Facts that could not be taken in, each with the reason in its headers. */
export const DEAD_FACTS_TOPIC = 'hawiya.facts.dead.v1';

/** Every topic, with its partitions where it is missing. What cannot be taken in is rare: one partition, one order. */
export const topicsWith = (
  partitions: number,
): readonly { readonly name: string; readonly partitions: number }[] => [
  { name: EVENTS_TOPIC, partitions },
  ...FACTS_TOPICS.map(({ name }) => ({ name, partitions })),
  ...REQUESTS_TOPICS.map(({ name }) => ({ name, partitions })),
  { name: DEAD_FACTS_TOPIC, partitions: 1 },
];
