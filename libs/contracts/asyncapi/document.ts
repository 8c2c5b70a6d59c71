import { topicConfiguration } from '#topics/kafka/topic-settings.js';
import type { Configuration } from '#configuration/configuration.js';
import { topicSettings } from '#configuration/topics.js';
import { projectVersion } from '#runtime/project-version.js';
import { EVENT_HEADERS } from '../schemas/event-headers.js';
import {
  DEAD_FACTS_TOPIC,
  EVENTS_TOPIC,
  FACTS_TOPICS,
  LEGACY_FACTS_TOPIC,
  REQUESTS_TOPICS,
  topicsWith,
} from '../topics.js';
import {
  type AsyncApiChannel,
  type AsyncApiDocument,
  type AsyncApiOperation,
  BINDING_VERSION,
} from './asyncapi.js';
import { eventExamples } from './event-examples.js';
import { eventMessages, tolerant } from './event-messages.js';
import { deadFactMessage, factMessages, factMessageNames } from './fact-messages.js';
import { DEAD_FACTS_TEXT, EVENTS, factsOf, INTRODUCTION, LEGACY_FACTS, requestsText } from './prose.js';
import { requestMessages } from './request-messages.js';
import { SECURITY_SCHEMES, SERVERS } from './servers.js';

/** What the document needs to know of an installation. */
type Settings = Pick<Configuration, 'partitions'> & Parameters<typeof topicSettings>[0];

/** The AsyncAPI document of the service's topics, as this code has them and the configuration makes them. */
export async function describeTopics(settings: Settings): Promise<AsyncApiDocument> {
  const events = eventMessages(await eventExamples());
  const facts = factMessages();
  const requests = requestMessages();
  const dead = { [DEAD_FACTS_TOPIC]: deadFactMessage() };
  return {
    asyncapi: '3.0.0',
    id: 'urn:hawiya',
    info: {
      title: 'hawiya',
      version: projectVersion(),
      description: INTRODUCTION,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: SERVERS,
    channels: {
      events: channel('Events', EVENTS_TOPIC, EVENTS, Object.keys(events), settings),
      ...Object.fromEntries(
        FACTS_TOPICS.map(({ name, service }) => [
          `facts-${service}`,
          channel(`Facts of ${service}`, name, factsOf(service), factMessageNames(service), settings),
        ]),
      ),
      ...Object.fromEntries(
        REQUESTS_TOPICS.map(({ name, service }) => [
          `requests-${service}`,
          channel(`Requests to ${service}`, name, requestsText(service), Object.keys(requests), settings),
        ]),
      ),
      facts: channel('Facts (deprecated)', LEGACY_FACTS_TOPIC, LEGACY_FACTS, Object.keys(facts), settings),
      deadFacts: channel('Facts put aside', DEAD_FACTS_TOPIC, DEAD_FACTS_TEXT, Object.keys(dead), settings),
    },
    operations: {
      publishEvents: operation(
        'send',
        'events',
        Object.keys(events),
        'Publish what happened',
        'You subscribe.',
      ),
      ...Object.fromEntries(
        FACTS_TOPICS.map(({ service }) => [
          `takeInFacts-${service}`,
          operation(
            'receive',
            `facts-${service}`,
            factMessageNames(service),
            `Take in facts of ${service}`,
            `You send, if you are ${service}.`,
          ),
        ]),
      ),
      ...Object.fromEntries(
        REQUESTS_TOPICS.map(({ service }) => [
          `askForFacts-${service}`,
          operation(
            'send',
            `requests-${service}`,
            Object.keys(requests),
            `Ask ${service} for facts`,
            `You subscribe, if you are ${service}.`,
          ),
        ]),
      ),
      takeInFacts: operation(
        'receive',
        'facts',
        Object.keys(facts),
        'Take in facts (deprecated)',
        'Send to the topic of your service instead.',
      ),
      putFactsAside: operation(
        'send',
        'deadFacts',
        Object.keys(dead),
        'Put aside what could not be taken in',
        'Operators read it, and tell the sender.',
      ),
    },
    components: {
      messages: { ...events, ...facts, ...requests, ...dead },
      schemas: { EventHeaders: tolerant(EVENT_HEADERS) },
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

/** As it is committed: readable, stable, with a line end. */
export function printedAsyncApi(document: AsyncApiDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

function channel(
  title: string,
  address: string,
  description: string,
  names: readonly string[],
  settings: Settings,
): AsyncApiChannel {
  const topics = topicSettings(settings);
  return {
    address,
    title,
    description,
    servers: [{ $ref: '#/servers/kafka' }],
    messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
    bindings: {
      kafka: {
        topic: address,
        partitions: topicsWith(settings.partitions).find(({ name }) => name === address)?.partitions,
        replicas: topics.replicas,
        topicConfiguration: {
          'cleanup.policy': ['delete'],
          ...topicConfiguration(topics),
        },
        bindingVersion: BINDING_VERSION,
      },
    },
  };
}

function operation(
  action: AsyncApiOperation['action'],
  channel: string,
  names: readonly string[],
  title: string,
  summary: string,
): AsyncApiOperation {
  return {
    action,
    title,
    summary,
    channel: { $ref: `#/channels/${channel}` },
    messages: names.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` })),
  };
}
