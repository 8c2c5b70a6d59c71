import type { Subject } from '#decider/brand.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { DomainEvent } from '#decider/decider.js';
import type { NewEvent, Position, Revision } from '#event-store/port.js';
import { Codec, type StoredEvent } from './codec.js';
import type { EventSchema } from './format/event-schema.js';
import { genesis, type Head } from './format/head.js';
import { streamNameOf } from './stream-name.js';
import { application, attached, command, started, subject } from './testing/document-list.js';
import { type TemporaryLog, temporaryLog } from './testing/temporary-log.js';

const schemas: Readonly<Record<string, EventSchema>> = {
  Plain: { category: 'application', personal: false, upcasters: [] },
  Personal: { category: 'application', personal: true, upcasters: [] },
};
const of = application('6f0c1b1e-5d0a-5a52-9a7e-0d3c5b7c9f10');
const stream = streamNameOf(of);
const to = { category: of.category, partitionKey: of.partitionKey, stream, subject: of.subject };
const origin = genesis(stream);
const json = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString('utf8'));

/** What a store makes of the event after `head`. */
function stored(record: NewEvent, { revision }: Head): StoredEvent {
  return { ...record, stream, revision: (revision + 1n) as Revision, position: 9n as Position };
}

describe('Codec', () => {
  let temporary: TemporaryLog;
  let codec: Codec;
  const there = async (event: DomainEvent, change: Partial<StoredEvent> = {}) => {
    const { record } = await codec.encode(event, origin, to, command());
    return codec.decode({ ...stored(record, origin), ...change });
  };

  beforeAll(async () => {
    temporary = await temporaryLog();
    codec = temporary.codec;
  });

  afterAll(() => temporary.remove());

  it('decodes what it encoded', async () => {
    const generic = new Codec(temporary.keys, schemas);
    const object = fc
      .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }))
      .map((value): object => JSON.parse(JSON.stringify(value))); // -0 is 0 in JSON
    const event = fc.oneof(
      fc.record({ type: fc.constant('Plain'), data: object }),
      fc.record({ type: fc.constant('Personal'), data: object, personal: object }),
    );
    await fc.assert(
      fc.asyncProperty(event, fc.bigInt(-1n, 1_000_000n), async (event, revision) => {
        const head = { ...origin, revision };
        const { record } = await generic.encode(event, head, to, command());
        const envelope = await generic.decode(stored(record, head));
        expect(envelope.event).toEqual(event);
        expect(envelope.metadata.previousHash).toBe(origin.hash);
      }),
      { numRuns: 100 },
    );
  });

  it('writes the same bytes for the same event, and other bytes anywhere else', async () => {
    const context = command();
    const event = started('3123456789');
    const { record } = await codec.encode(event, origin, to, context);
    expect((await codec.encode(event, origin, to, context)).record).toEqual(record);
    const elsewhere = await codec.encode(event, { ...origin, revision: 0n }, to, context);
    expect(elsewhere.record.id).not.toBe(record.id);
    expect(elsewhere.record.data).not.toEqual(record.data);
  });

  it('gives another id to other bytes of the same command', async () => {
    const context = command();
    const { record } = await codec.encode(attached('a'), origin, to, context);
    const { record: other } = await codec.encode(attached('b'), origin, to, context);
    expect(other.id).not.toBe(record.id);
  });

  it('stores nothing personal that can be read', async () => {
    const { record } = await codec.encode(started('3123456789'), origin, to, command());
    expect(json(record.data)).toEqual({
      data: { service: 'issue' },
      personal: { key: expect.any(String), iv: expect.any(String), sealed: expect.any(String) },
    });
    const everything = Buffer.concat([record.data, record.metadata]).toString('utf8');
    expect(everything).not.toContain('3123456789');
    expect(everything).not.toContain(Buffer.from('3123456789').toString('base64').slice(0, 12));
  });

  it.each([
    ['an unknown type', { type: 'Unheard', data: {} }, /no event of application streams/],
    ['a type of another category', { type: 'SlotTaken', data: {} }, /no event of application streams/],
    ['personal data where there is none', { ...attached('a'), personal: {} }, /must not have personal data/],
    ['a lack of personal data', { type: 'ApplicationStarted', data: {} }, /lacks its personal data/],
    ['erased personal data', { ...started('3'), personal: 'erased' as const }, /erased/],
    ['what is no JSON', { type: 'DocumentAttached', data: { size: 1n } }, /bigint, at \/data\/size/],
    ['personal data that is no JSON', { ...started('3'), personal: { at: new Date(0) } }, /class, at \/at/],
  ])('refuses to store %s', async (_, event, message) => {
    await expect(codec.encode(event, origin, to, command())).rejects.toThrow(message);
  });

  it('refuses personal data of nobody', async () => {
    const nobody = { ...to, subject: undefined };
    await expect(codec.encode(started('3'), origin, nobody, command())).rejects.toThrow(
      /whose personal data/,
    );
  });

  describe('fails to read', () => {
    it.each([
      ['an unknown type', { type: 'Unheard' }, 'unknown-type'],
      ['data that is no JSON', { data: Buffer.from('{') }, 'malformed'],
      ['data without its data', { data: Buffer.from('{}') }, 'malformed'],
      ['metadata that is no JSON', { metadata: Buffer.from('') }, 'malformed'],
      ['metadata of something else', { metadata: Buffer.from('{"a":1}') }, 'malformed'],
      ['personal data moved to another place of the stream', { revision: 1n as Revision }, 'seal-broken'],
      ['personal data moved to another stream', { stream: streamNameOf(application()) }, 'seal-broken'],
    ] as const)('%s', async (_, change, code) => {
      await expect(there(started('3123456789'), change)).rejects.toMatchObject({ name: 'DecodeError', code });
    });

    it('personal data in a type that has none', async () => {
      const data = Buffer.from('{"data":{},"personal":{"key":"k","iv":"","sealed":""}}');
      await expect(there(attached('a'), { data })).rejects.toMatchObject({ code: 'unknown-key' });
    });

    it('a type with personal data that lacks it', async () => {
      await expect(there(started('3'), { data: Buffer.from('{"data":{}}') })).rejects.toMatchObject({
        code: 'malformed',
      });
    });

    it('what a newer release wrote', async () => {
      const [older, newer] = [
        schemas,
        { ...schemas, Plain: { ...schemas['Plain'], upcasters: [(p: object) => p] } },
      ];
      const { record } = await new Codec(temporary.keys, newer as typeof schemas).encode(
        { type: 'Plain', data: {} },
        origin,
        to,
        command(),
      );
      await expect(new Codec(temporary.keys, older).decode(stored(record, origin))).rejects.toMatchObject({
        code: 'newer-version',
      });
    });

    it('personal data under a key of another key store', async () => {
      const other = await temporaryLog();
      try {
        const { record } = await other.codec.encode(started('3'), origin, to, command());
        await expect(codec.decode(stored(record, origin))).rejects.toMatchObject({ code: 'unknown-key' });
      } finally {
        await other.remove();
      }
    });
  });

  it('upcasts what older releases wrote, step by step', async () => {
    const version = (personal: boolean, upcasters: EventSchema['upcasters']) =>
      new Codec(temporary.keys, { Named: { category: 'application', personal, upcasters } });
    const renamed: EventSchema['upcasters'][number] = ({ data, personal }) => ({
      data,
      personal: personal === 'erased' ? personal : { fullName: personal?.['name'] },
    });
    const counted: EventSchema['upcasters'][number] = ({ data, personal }) => ({
      data: { ...data, count: 1 },
      personal,
    });
    const event = { type: 'Named', data: { a: 1 }, personal: { name: 'Anna' } };
    const { record } = await version(true, []).encode(event, origin, to, command());
    const now = await version(true, [renamed, counted]).decode(stored(record, origin));
    expect(now.event).toEqual({ type: 'Named', data: { a: 1, count: 1 }, personal: { fullName: 'Anna' } });
    expect(now.metadata.schemaVersion).toBe(1);

    const second = { type: 'Named', data: { a: 2 }, personal: { fullName: 'Berta' } };
    const { record: newer } = await version(true, [renamed]).encode(second, origin, to, command());
    const read = await version(true, [renamed, counted]).decode(stored(newer, origin));
    expect(read.event).toEqual({ ...second, data: { a: 2, count: 1 } });
  });

  it('reads erased personal data as erased', async () => {
    const gone = 'ffffffffffffffffffffffffffffffff' as Subject;
    const { record } = await codec.encode(started('3'), origin, { ...to, subject: gone }, command());
    const { record: kept } = await codec.encode(started('3'), origin, to, command());
    await codec.erase(gone);
    expect((await codec.decode(stored(record, origin))).event).toEqual({
      ...started('3'),
      personal: 'erased',
    });
    expect((await codec.decode(stored(kept, origin))).event).toEqual(started('3'));
    expect(subject).not.toBe(gone);
  });
});
