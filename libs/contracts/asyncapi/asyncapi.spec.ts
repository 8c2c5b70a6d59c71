import type { Instant } from '#decider/brand.js';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { CONDITIONS } from '#domain/conditions/all.js';
import { Configuration } from '#configuration/configuration.js';
import { readFactMessage } from '../facts.js';
import type { JsonSchema } from '../schemas/json-schema.js';
import { PUBLISHED_VERSIONS } from '../schemas/events/published-versions.js';
import { strictCheck } from '../testing/strict-check.js';
import { FACT_SERVICES } from '../fact-owners.js';
import { DEAD_FACTS_TOPIC, EVENTS_TOPIC, LEGACY_FACTS_TOPIC } from '../topics.js';
import type { AsyncApiDocument, AsyncApiMessage } from './asyncapi.js';
import { describeTopics, printedAsyncApi } from './document.js';
import { FACTS_TOLD } from './facts-told.js';

// The package's own entry loads every version there ever was.
const official = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json') as object;

describe('the AsyncAPI document', () => {
  let document: AsyncApiDocument;
  let messages: readonly AsyncApiMessage[];

  beforeAll(async () => {
    document = await describeTopics(new Configuration());
    messages = Object.values(document.components.messages);
  });

  /** A schema with what it refers to in its place. */
  const resolved = (schema: JsonSchema): JsonSchema =>
    JSON.parse(JSON.stringify(schema), (_, part: unknown) =>
      typeof part === 'object' && part !== null && '$ref' in part
        ? resolved(at(String(part.$ref)) as JsonSchema)
        : part,
    ) as JsonSchema;
  const at = (reference: string): unknown =>
    reference
      .split('/')
      .slice(1)
      .reduce<unknown>(
        (part, name) => (part as Readonly<Record<string, unknown>> | undefined)?.[name],
        document,
      );

  it('is committed as the code has it: `npm run asyncapi` writes it', async () => {
    expect(printedAsyncApi(document)).toBe(await readFile('docs/asyncapi.json', 'utf8'));
  });

  it('is AsyncAPI 3.0 by the official schema', () => {
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    const validate = ajv.compile(official);
    expect([validate(document), validate.errors]).toEqual([true, null]);
    const { operations: _, ...others } = document;
    const wrong = { ...others, operations: { publish: { action: 'publish' } } };
    expect(validate(wrong)).toBe(false);
  });

  it('refers to nothing that is not in it', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, ref]) => ref ?? '',
    );
    expect(references.length).toBeGreaterThan(150);
    expect(references.filter((reference) => at(reference) === undefined)).toEqual([]);
  });

  it('has the topics as they are made, with what is on them', () => {
    const { events, facts, deadFacts } = document.channels;
    expect([events?.address, facts?.address, deadFacts?.address]).toEqual([
      EVENTS_TOPIC,
      LEGACY_FACTS_TOPIC,
      DEAD_FACTS_TOPIC,
    ]);
    expect(Object.keys(events?.messages ?? {})).toEqual(PUBLISHED_VERSIONS.map(({ name }) => name));
    expect(Object.keys(facts?.messages ?? {})).toHaveLength(Object.keys(FACTS_TOLD).length);
    const own = FACT_SERVICES.map((service) => document.channels[`facts-${service}`]);
    expect(own.map((channel) => channel?.address)).toEqual(
      FACT_SERVICES.map((service) => `hawiya.facts.${service}.v1`),
    );
    const ofLabour = Object.keys(document.channels['facts-labour']?.messages ?? {});
    expect(ofLabour).toContain('hawiya.fact.absence-reported.v1');
    expect(ofLabour).not.toContain('hawiya.fact.violation-settled.v1');
    expect(events?.bindings.kafka).toMatchObject({
      topic: EVENTS_TOPIC,
      partitions: 1,
      topicConfiguration: { 'retention.ms': 604_800_000 },
    });
  });

  it('follows the configuration', async () => {
    const settings = {
      partitions: 12,
      kafkaReplicas: 3,
      kafkaMinInSync: 2,
      kafkaRetentionHours: 24,
      kafkaCompression: 'gzip',
    } as const;
    const { channels } = await describeTopics(settings);
    const configured = {
      'retention.ms': 86_400_000,
      'min.insync.replicas': 2,
      'compression.type': 'gzip',
    };
    expect(channels['facts-labour']?.bindings.kafka).toMatchObject({
      partitions: 12,
      replicas: 3,
      topicConfiguration: configured,
    });
    expect(channels['deadFacts']?.bindings.kafka).toMatchObject({
      partitions: 1,
      topicConfiguration: configured,
    });
  });

  it('shows each message by an example that its own schemas take', () => {
    const problems = messages.flatMap(({ name, headers, payload, examples }) => {
      const [ofHeaders, ofPayload] = [strictCheck(resolved(headers)), strictCheck(resolved(payload))];
      expect(examples).not.toHaveLength(0);
      return examples.flatMap((example) =>
        [...ofHeaders(example.headers), ...ofPayload(example.payload)].map((problem) => `${name}${problem}`),
      );
    });
    expect(problems).toEqual([]);
  });

  it('lets readers of events bear what is added, and takes in facts as it says', () => {
    for (const [name, { payload }] of Object.entries(document.components.messages))
      expect([name, JSON.stringify(payload).includes('"additionalProperties":false')]).toEqual([
        name,
        name.startsWith('hawiya.fact.'),
      ]);
  });

  it('shows facts that are taken in', () => {
    const facts = messages.filter(({ name }) => name.startsWith('hawiya.fact.'));
    expect(facts).toHaveLength(Object.keys(FACTS_TOLD).length);
    for (const { examples } of facts) {
      for (const { headers, payload } of examples) {
        const value = Buffer.from(JSON.stringify(payload));
        const reading = readFactMessage(
          { headers, value },
          { received: '2026-03-01T09:00:00.000Z' as Instant },
        );
        expect(reading).toMatchObject({ ok: true });
      }
    }
  });

  it('says of every message and every channel what it is', () => {
    for (const { name, summary = '', payload } of messages) {
      expect([name, summary.length > 20 && summary.endsWith('.')]).toEqual([name, true]);
      expect(payload).toBeTruthy();
    }
    for (const { description } of Object.values(document.channels))
      expect(description.length).toBeGreaterThan(200);
  });

  it('has a fact for every condition that is not decided from our own ledger', () => {
    const answered = new Set(Object.values(FACTS_TOLD).flatMap(({ answers }) => answers));
    const unanswered = CONDITIONS.map(({ id }) => id).filter((id) => !answered.has(id));
    expect(unanswered).toEqual(['fees-paid']);
  });

  it('keeps every secret, and readable personal data out of the events', () => {
    const text = printedAsyncApi(document);
    expect(text).not.toMatch(/password|secret/i);
    for (const { name, examples } of messages.filter(({ name }) => !name.includes('fact')))
      expect([name, JSON.stringify(examples)]).not.toEqual([
        name,
        expect.stringMatching(/ERIKSSON|L898902C3|2000000003/),
      ]);
  });
});
