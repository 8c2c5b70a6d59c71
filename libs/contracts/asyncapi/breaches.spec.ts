import { describe, expect, it } from '@jest/globals';
import type { JsonSchema } from '../schemas/json-schema.js';
import type { AsyncApiDocument, AsyncApiMessage } from './asyncapi.js';
import { breaches } from './breaches.js';

const payload: JsonSchema = {
  type: 'object',
  properties: {
    reason: { type: 'string', 'x-extensible-enum': ['a', 'b'] },
    state: { type: 'string', enum: ['on', 'off'], description: 'of the switch' },
    lines: { type: 'array', items: { type: 'object', properties: { amount: { type: 'integer' } } } },
    by: {
      oneOf: [{ properties: { kind: { const: 'rules' } } }, { properties: { kind: { const: 'officer' } } }],
    },
  },
  required: ['reason', 'state'],
};

const message = (change: Partial<AsyncApiMessage> = {}): AsyncApiMessage => ({
  name: 'fee-waived.v1',
  title: 'Fee waived',
  tags: [],
  contentType: 'application/json',
  headers: { type: 'object', properties: { ce_id: { type: 'string' } } },
  payload,
  bindings: { kafka: { key: { type: 'string', format: 'uuid' }, bindingVersion: '0.5.0' } },
  examples: [],
  ...change,
});

const document = (
  action: 'send' | 'receive',
  messages: Readonly<Record<string, AsyncApiMessage>>,
): AsyncApiDocument => ({
  asyncapi: '3.0.0',
  id: '',
  info: {},
  defaultContentType: '',
  servers: {},
  channels: {},
  operations: {
    publish: {
      action,
      title: '',
      summary: '',
      channel: { $ref: '' },
      messages: Object.keys(messages).map((name) => ({ $ref: `#/channels/c/messages/${name}` })),
    },
  },
  components: { messages, schemas: {}, securitySchemes: {} },
});

const between = (change: Partial<AsyncApiMessage>, action: 'send' | 'receive' = 'send') =>
  breaches(
    document(action, { 'fee-waived.v1': message() }),
    document(action, { 'fee-waived.v1': message(change) }),
  );

/** The payload with one of its properties changed, or taken away. */
const property = (name: string, schema: JsonSchema | undefined) => {
  const others = Object.entries(payload.properties ?? {}).filter(([other]) => other !== name);
  const changed = schema === undefined ? others : [...others, [name, schema] as const];
  return { payload: { ...payload, properties: Object.fromEntries(changed) } };
};

const state = (...values: readonly string[]) => property('state', { type: 'string', enum: values });

describe('the contract that stands is kept', () => {
  it.each<[string, Partial<AsyncApiMessage>]>([
    ['nothing', {}],
    ['words', { title: 'Waived', summary: 'More', payload: { ...payload, description: 'What it is' } }],
    ['words of a property', property('state', { type: 'string', enum: ['on', 'off'], description: 'other' })],
    ['examples', { examples: [{ name: 'one', headers: {}, payload: {} }] }],
    ['a new field that may be absent', property('note', { type: 'string' })],
    [
      'a longer list that may grow',
      property('reason', { type: 'string', 'x-extensible-enum': ['a', 'b', 'c'] }),
    ],
    ['the order of what is required', { payload: { ...payload, required: ['state', 'reason'] } }],
  ])('by a change of %s', (_, change) => {
    expect(between(change)).toEqual([]);
  });

  it('by a message that is new', () => {
    const [stands, anew] = [{ a: message() }, { a: message(), b: message() }];
    expect(breaches(document('send', stands), document('send', anew))).toEqual([]);
    expect(breaches(document('send', anew), document('send', stands))).toEqual(['b is gone']);
  });

  it('by taking in more, but not by sending more', () => {
    const more = state('on', 'off', 'broken');
    expect(between(more, 'receive')).toEqual([]);
    expect(between(more, 'send')).toEqual(['fee-waived.v1 payload/state is another']);
    expect(between(state('on'), 'receive')).toEqual(['fee-waived.v1 payload/state is another']);
  });
});

describe('the contract that stands is broken', () => {
  it.each<[string, Partial<AsyncApiMessage>, string]>([
    ['a field that is gone', property('state', undefined), ' payload/state is gone'],
    ['a field of another type', property('state', { type: 'integer' }), ' payload/state is another'],
    [
      'a new field that must be there',
      { payload: { ...payload, required: ['reason', 'state', 'note'] } },
      ' payload is another',
    ],
    [
      'a field that may be absent now',
      { payload: { ...payload, required: ['reason'] } },
      ' payload is another',
    ],
    [
      'a shorter list',
      property('reason', { type: 'string', 'x-extensible-enum': ['a'] }),
      ' payload/reason is another',
    ],
    ['a list that is no list any more', property('reason', { type: 'string' }), ' payload/reason is another'],
    [
      'items of another shape',
      property('lines', {
        type: 'array',
        items: { type: 'object', properties: { amount: { type: 'string' } } },
      }),
      ' payload/lines/*/amount is another',
    ],
    ['items that are anything', property('lines', { type: 'array' }), ' payload/lines/* is gone'],
    [
      'an alternative that is gone',
      property('by', { oneOf: [{ properties: { kind: { const: 'rules' } } }] }),
      ' payload/by is another',
    ],
    [
      'another alternative',
      property('by', {
        oneOf: [{ properties: { kind: { const: 'rules' } } }, { properties: { kind: { const: 'nobody' } } }],
      }),
      ' payload/by oneOf/1/kind is another',
    ],
    ['a header that is gone', { headers: { type: 'object' } }, ' headers/ce_id is gone'],
    ['another content type', { contentType: 'text/plain' }, ': another content type or key'],
    [
      'another key',
      { bindings: { kafka: { key: { type: 'string' }, bindingVersion: '0.5.0' } } },
      ': another content type or key',
    ],
  ])('by %s', (_, change, told) => {
    expect(between(change)).toEqual(expect.arrayContaining([`fee-waived.v1${told}`]));
  });

  it('by an operation that is gone or turned round', () => {
    const stands = document('send', { a: message() });
    expect(breaches(stands, { ...stands, operations: {} })).toEqual(['operation publish is gone']);
    expect(breaches(stands, document('receive', { a: message() }))).toEqual(['operation publish is gone']);
  });

  it('by a topic that is gone or called otherwise, and by what messages have in common', () => {
    const topic = (address: string) => ({
      c: { address, title: '', description: '', servers: [], messages: {}, bindings: { kafka: {} } },
    });
    const stands = { ...document('send', {}), channels: topic('events.v1') };
    expect(breaches(stands, stands)).toEqual([]);
    expect(breaches(stands, { ...stands, channels: topic('events') })).toEqual(['topic events.v1 is gone']);

    const shared = (schemas: AsyncApiDocument['components']['schemas']) => ({
      ...stands,
      components: { ...stands.components, schemas },
    });
    expect(breaches(shared({ H: { type: 'object' } }), shared({ H: { type: 'string' } }))).toEqual([
      'H is another',
    ]);
    expect(breaches(shared({ H: { type: 'object' } }), shared({}))).toEqual(['H is gone']);
  });
});
