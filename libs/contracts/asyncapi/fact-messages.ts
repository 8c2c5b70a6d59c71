import type { Message, ReceivedMessage } from '#topics/port.js';
import {
  deadLetter,
  LEFT_OUT_HEADER,
  ORIGIN_HEADER,
  ORIGIN_TOPIC_HEADER,
  REASON_HEADER,
} from '../dead-letter.js';
import { FACT_OWNERS } from '../fact-owners.js';
import { FACT_EVENTS, type InboundKind } from '../schemas/fact-event.js';
import type { JsonSchema } from '../schemas/json-schema.js';
import { said, text } from '../schemas/schema-of.js';
import { DEAD_FACTS_TOPIC, factsTopicOf } from '../topics.js';
import { STRUCTURED } from '../request-message.js';
import { type AsyncApiMessage, BINDING_VERSION } from './asyncapi.js';
import { FACTS_TOLD } from './facts-told.js';

const key: JsonSchema = {
  type: 'string',
  description:
    'The fact’s subject, so that facts about one person stay in order; the directive’s id for a directive',
};

const headers: JsonSchema = {
  type: 'object',
  properties: {
    'content-type': {
      type: 'string',
      pattern: '^application/cloudevents\\+json( *;.*)?$',
      description: 'Structured mode; of the other two modes the channel tells',
    },
  },
  required: ['content-type'],
};

/** Every kind of fact as the message it is sent in. */
export function factMessages(): Readonly<Record<string, AsyncApiMessage>> {
  // The table has exactly the kinds as its names.
  return Object.fromEntries(
    (Object.keys(FACT_EVENTS) as InboundKind[]).map((kind) => [`hawiya.fact.${kind}.v1`, factMessage(kind)]),
  );
}

/** The names of the messages a service may send: those of its kinds of facts. */
export function factMessageNames(service: string): readonly string[] {
  return (Object.keys(FACT_EVENTS) as InboundKind[])
    .filter((kind) => FACT_OWNERS[kind].includes(service))
    .map((kind) => `hawiya.fact.${kind}.v1`);
}

function factMessage(kind: InboundKind): AsyncApiMessage {
  const { says, answers } = FACTS_TOLD[kind];
  const owners = FACT_OWNERS[kind].map((owner) => `\`/${owner}\``).join(' or ');
  const example = factExample(kind);
  return {
    name: `hawiya.fact.${kind}.v1`,
    title: titleOf(kind),
    summary: says,
    description: `Told by ${owners}. Bears on ${answers.map((condition) => `\`${condition}\``).join(' and ')}.`,
    tags: [{ name: 'fact' }],
    contentType: STRUCTURED,
    headers,
    payload: FACT_EVENTS[kind],
    bindings: { kafka: { key, bindingVersion: BINDING_VERSION } },
    examples: [{ name: titleOf(kind), headers: { 'content-type': STRUCTURED }, payload: example }],
  };
}

function factExample(kind: InboundKind) {
  const [owner] = FACT_OWNERS[kind];
  const aboutNobody = kind === 'directive-imposed' || kind === 'directive-lifted';
  return {
    specversion: '1.0',
    id: `${kind}-000042`,
    source: `/${owner}`,
    type: `hawiya.fact.${kind}.v1`,
    ...(!aboutNobody && { subject: 'iqama:2456789011' }),
    time: '2026-03-01T09:00:00Z',
    datacontenttype: 'application/json',
    data: FACTS_TOLD[kind].example,
  };
}

/** What the dead letters are. */
export function deadFactMessage(): AsyncApiMessage {
  const fact = { ...factExample('violation-settled'), subject: 'iqama:2456789012' };
  const received: ReceivedMessage = {
    topic: factsTopicOf('traffic'),
    partition: 3,
    offset: 1_042n,
    key: fact.subject,
    headers: { 'content-type': STRUCTURED },
    value: Buffer.from(JSON.stringify(fact)),
  };
  const letter: Message = deadLetter(received, ['/subject: wrong-check-digit']);
  return {
    name: DEAD_FACTS_TOPIC,
    title: 'Fact put aside',
    summary: 'A message that could not be taken in, as it came, with the reason.',
    description: 'Headers and value are those of the message that was sent, in whichever mode.',
    tags: [{ name: 'fact' }],
    headers: {
      type: 'object',
      properties: {
        [REASON_HEADER]: said(
          'Why: places as JSON pointers with codes; or source and id of each fact that was refused or is not the sender’s to tell, with the code; what to mend in brackets',
          text(2_000),
        ),
        [ORIGIN_HEADER]: {
          type: 'string',
          pattern: String.raw`^\d+/\d+$`,
          description: 'Partition and offset of the message on its topic',
        },
        [ORIGIN_TOPIC_HEADER]: said('The topic it was sent to', text(249)),
        [LEFT_OUT_HEADER]: {
          type: 'string',
          pattern: String.raw`^\d+$`,
          description:
            'Present if the message was too large to be put aside with its value: how many bytes that had',
        },
      },
      required: [REASON_HEADER, ORIGIN_HEADER],
    },
    payload: { description: 'The value as it was sent; JSON or not' },
    bindings: {
      kafka: { key: { type: 'string', description: 'As it was sent' }, bindingVersion: BINDING_VERSION },
    },
    examples: [{ name: 'A wrong check digit', headers: letter.headers, payload: fact }],
  };
}

/** `violation-recorded` as `Violation recorded`. */
function titleOf(kind: string): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll('-', ' ');
}
