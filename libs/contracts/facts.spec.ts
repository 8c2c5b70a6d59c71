import type { Instant } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type FactReading, readFactMessage, readFactRequest } from './facts.js';
import { schemaCheck } from './schema-check.js';
import { FACT_EVENTS } from './schemas/fact-event.js';
import { filled, INBOUND_KINDS, WIDEST, widestFact } from './testing/widest-fact.js';

const received = '2026-03-01T09:00:00.000Z' as Instant;
const options = { received };
const STRUCTURED = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
const BATCH = { 'content-type': 'application/cloudevents-batch+json' };

const violation = {
  specversion: '1.0',
  id: 'v-1',
  source: '/traffic',
  type: 'hawiya.fact.violation-recorded.v1',
  subject: 'iqama:2000000006',
  time: '2026-02-01T10:00:00+03:00',
  data: { violationId: 'T-77', amount: 15_000 },
};

const directive = {
  specversion: '1.0',
  id: 'd-1',
  source: '/directives',
  type: 'hawiya.fact.directive-imposed.v1',
  time: '2026-02-01T10:00:00+03:00',
  data: {
    directiveId: 'D-1',
    title: { ar: 'إيقاف', en: 'Stop' },
    covers: { nationalities: ['UTO'] },
    from: '2026-02-01T00:00:00+03:00',
    source: 'Official gazette 5000',
    effect: 'stop',
  },
};

const base64 = (text: string) => Buffer.from(text).toString('base64');

const binaryHeaders = Object.fromEntries(
  Object.entries(violation).flatMap(([name, value]) =>
    typeof value === 'string' ? [[`ce-${name}`, value]] : [],
  ),
);

const read = (event: object) =>
  readFactRequest({ headers: STRUCTURED, body: JSON.stringify(event) }, options);

function problemsOf(reading: FactReading): readonly string[] {
  return reading.ok ? [] : reading.errors.map(({ at, code }) => `${at} ${code}`);
}

const problems = (event: object) => problemsOf(read(event));

const expected = {
  kind: 'resident',
  source: '/traffic',
  id: 'v-1',
  identity: { kind: 'iqama', number: '2000000006' },
  fact: {
    kind: 'violation-recorded',
    content: { violationId: 'T-77', amount: 15_000 },
    source: '/traffic',
    id: 'v-1',
    effective: '2026-02-01T07:00:00.000Z',
    received,
  },
};

describe('an inbound fact', () => {
  it('is the same in structured, batched and binary mode, over HTTP and over the topic', () => {
    const { data, ...attributes } = violation;
    const binary = (prefix: string) =>
      Object.fromEntries(Object.entries(attributes).map(([name, value]) => [prefix + name, value]));
    const json = { 'content-type': 'application/json' };
    const readings = [
      readFactRequest({ headers: STRUCTURED, body: JSON.stringify(violation) }, options),
      readFactRequest({ headers: STRUCTURED, body: violation }, options),
      readFactRequest({ headers: BATCH, body: Buffer.from(JSON.stringify([violation])) }, options),
      readFactRequest({ headers: { ...binary('ce-'), ...json }, body: data }, options),
      readFactRequest({ headers: { ...binary('CE-'), ...json, 'ce-id': ['v%2d1'] }, body: data }, options),
      readFactMessage(
        { headers: { ...binary('ce_'), ...json }, value: Buffer.from(JSON.stringify(data)) },
        options,
      ),
      readFactMessage({ headers: STRUCTURED, value: Buffer.from(JSON.stringify(violation)) }, options),
    ];
    for (const reading of readings) expect(reading).toEqual({ ok: true, facts: [expected] });
  });

  it('may come with its instants and numbers written in other ways, and is kept in one', () => {
    const sponsorship = {
      ...violation,
      type: 'hawiya.fact.sponsorship-changed.v1',
      time: '2026-02-01T10:00:00.123456+03:00',
      data: { sponsorNumber: '٧٠٠١٢٣٤٥٦٧' },
    };
    expect(read(sponsorship)).toMatchObject({
      facts: [{ fact: { effective: '2026-02-01T07:00:00.123Z', content: { sponsorNumber: '7001234567' } } }],
    });
    expect(problems({ ...sponsorship, data: { sponsorNumber: null } })).toEqual([]);
  });

  it('has its numbers, codes and dates in one spelling, however they were typed', () => {
    const passport = {
      ...violation,
      type: 'hawiya.fact.passport-updated.v1',
      subject: 'IQAMA:٢٠٠٠٠٠٠٠٠٦\u200F',
      time: '2026–02–01t10:00:00+03:00',
      data: { number: 'l-898 902c３', nationality: 'uto', expiry: '٢٠٣٢-٠٤-١٥' },
    };
    expect(read(passport)).toMatchObject({
      facts: [
        {
          identity: expected.identity,
          fact: {
            effective: expected.fact.effective,
            content: { number: 'L898902C3', nationality: 'UTO', expiry: '2032-04-15' },
          },
        },
      ],
    });
    const german = { ...passport, data: { ...passport.data, nationality: 'd<<' } };
    expect(read(german)).toMatchObject({ facts: [{ fact: { content: { nationality: 'DEU' } } }] });
    const covers = { nationalities: ['ut\u200Do', 'IND'] };
    expect(read({ ...directive, data: { ...directive.data, covers } })).toMatchObject({
      facts: [{ directive: { covers: { nationalities: ['UTO', 'IND'] } } }],
    });
    const violationId = 'T-７7 ';
    expect(read({ ...violation, data: { ...violation.data, violationId } })).toMatchObject({
      facts: [{ fact: { content: { violationId } } }],
    });
  });

  it('may be a directive of the desk, which is about nobody', () => {
    expect(read(directive)).toEqual({
      ok: true,
      facts: [
        {
          kind: 'directive-imposed',
          source: '/directives',
          id: 'd-1',
          directive: { ...directive.data, from: '2026-01-31T21:00:00.000Z' },
        },
      ],
    });
    const lifted = {
      ...directive,
      type: 'hawiya.fact.directive-lifted.v1',
      data: { directiveId: 'D-1' },
    };
    expect(read(lifted)).toMatchObject({
      facts: [{ kind: 'directive-lifted', directiveId: 'D-1', liftedAt: '2026-02-01T07:00:00.000Z' }],
    });
    expect(problems({ ...directive, subject: violation.subject })).toEqual(['/subject field-unknown']);
  });

  it('may correct another and carry extensions of its sender', () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const event = {
      ...violation,
      corrects: 'v-0',
      traceparent,
      partitionkey: 'x',
      sequence: 7,
      dataschema: '/s',
    };
    expect(read(event)).toEqual({
      ok: true,
      facts: [{ ...expected, traceparent, fact: { ...expected.fact, corrects: 'v-0' } }],
    });
    expect(read({ ...violation, traceparent: 'x' })).toEqual({ ok: true, facts: [expected] });
  });

  it.each([
    ['attributes that are null', { corrects: null, dataschema: null, datacontenttype: null, sequence: null }],
    ['an extension with a long name', { namesoughtnottobelongerthantwentycharacters: 'x' }],
    ['a time with small letters', { time: '2026-02-01t07:00:00z' }],
    ['data in base 64', { data: undefined, data_base64: base64(JSON.stringify(violation.data)) }],
    ['data in base 64 beside none', { data: violation.data, data_base64: null }],
    ['data of a JSON of its own', { datacontenttype: 'Application/Vnd.Traffic.v1+JSON ; charset="utf-8"' }],
    ['data of any JSON', { datacontenttype: 'text/json' }],
  ])('may have %s', (_, change) => {
    expect(read({ ...violation, ...change })).toEqual({ ok: true, facts: [expected] });
  });

  it('of the desk may have a subject that is null', () => {
    expect(problems({ ...directive, subject: null })).toEqual([]);
  });

  it.each([
    ['a content type in any case and with parameters', { 'content-type': 'Application/JSON; charset=UTF-8' }],
    ['a JSON of its sender', { 'content-type': 'application/vnd.traffic.v1+json' }],
    ['a quoted header', { 'ce-id': '"v%2D1"', 'ce-subject': '"iqama:2000000\\006"' }],
  ])('in binary mode may have %s', (_, headers) => {
    const request = {
      headers: { ...binaryHeaders, 'content-type': 'application/json', ...headers },
      body: violation.data,
    };
    expect(readFactRequest(request, options)).toEqual({ ok: true, facts: [expected] });
  });

  it.each([
    'Application/CloudEvents+JSON',
    'application/cloudevents+json;charset=utf-8',
    ' application/cloudevents+json ; x="y;z"',
  ])('is structured as %p', (contentType) => {
    const request = { headers: { 'Content-Type': contentType }, body: JSON.stringify(violation) };
    expect(readFactRequest(request, options)).toEqual({ ok: true, facts: [expected] });
  });

  it.each([
    [
      'everything that is wrong with it',
      { id: '', time: 'today' },
      ['/id field-length', '/time field-format'],
    ],
    [
      'a missing attribute',
      { source: undefined, data: undefined },
      ['/source field-required', '/data field-required'],
    ],
    ['another version of CloudEvents', { specversion: '0.3' }, ['/specversion field-choice']],
    ['a kind nobody knows', { type: 'hawiya.fact.constructor.v1' }, ['/type fact-unknown']],
    ['a kind that is no text', { type: 7 }, ['/type fact-unknown']],
    ['no kind', { type: undefined }, ['/type field-required']],
    ['a wrong check digit', { subject: 'iqama:2000000007' }, ['/subject wrong-check-digit']],
    ['a subject that is no identity', { subject: 'passport:1' }, ['/subject field-format']],
    ['a time without an offset', { time: '2026-02-01T10:00:00' }, ['/time field-format']],
    ['data that is not JSON', { datacontenttype: 'text/xml' }, ['/datacontenttype field-format']],
    ['a control character in its id', { id: 'v\u00071' }, ['/id field-format']],
    ['a control character in its correlation id', { correlationid: 'a\nb' }, ['/correlationid field-format']],
    [
      'a direction mark in an id that people read',
      { data: { ...violation.data, violationId: 'T\u202E-77' } },
      ['/data/violationId text-unreadable'],
    ],
    ['data given twice', { data_base64: 'e30=' }, ['/data_base64 field-repeated']],
    ['data that is no base 64', { data: undefined, data_base64: 'e30' }, ['/data_base64 field-format']],
    ['data in base 64 that is no text', { data: undefined, data_base64: 7 }, ['/data_base64 field-type']],
    ['data in base 64 that is no JSON', { data: undefined, data_base64: 'eyI=' }, ['/data_base64 not-json']],
    ['data in base 64 that is no UTF-8', { data: undefined, data_base64: 'Iv8i' }, ['/data_base64 not-utf8']],
    [
      'a member twice in base 64',
      { data: undefined, data_base64: base64('{"violationId":"a","violationId":"b"}') },
      ['/data_base64 member-repeated'],
    ],
    ['data that is null', { data: null }, ['/data field-type']],
    ['a name in upper case', { Sequence: 1 }, ['/Sequence field-unknown']],
    ['a name with an underscore', { trace_id: 'x' }, ['/trace_id field-unknown']],
    ['a time of 24:00', { time: '2026-02-01T24:00:00Z' }, ['/time field-format']],
    [
      'a media type that only looks like JSON',
      { datacontenttype: 'application/xjson' },
      ['/datacontenttype field-format'],
    ],
    ['a field nobody knows', { data: { ...violation.data, 'a/b': 1 } }, ['/data/a~1b field-unknown']],
    [
      'a wrong type',
      { data: { violationId: 7, amount: '1' } },
      ['/data/violationId field-type', '/data/amount field-type'],
    ],
    ['half a halala', { data: { ...violation.data, amount: 0.5 } }, ['/data/amount field-type']],
    ['a negative amount', { data: { ...violation.data, amount: -1 } }, ['/data/amount field-range']],
    ['an extension that is an object', { tracing: {} }, ['/tracing field-type']],
  ])('is refused for %s', (_, change, found) => {
    expect(problems({ ...violation, ...change })).toEqual(found);
  });

  it.each([
    [
      'residency-status-changed',
      { status: 'valid', iqamaNumber: '2000000007' },
      '/data/iqamaNumber field-format',
    ],
    [
      'passport-updated',
      { number: 'L898902C3', nationality: 'Utopia', expiry: '2030-01-01' },
      '/data/nationality field-format',
    ],
    [
      'passport-updated',
      { number: 'L898902C3', nationality: 'UTO', expiry: '2030-02-30' },
      '/data/expiry field-format',
    ],
    [
      'passport-updated',
      { number: 'L898902C3', nationality: 'ZZQ', expiry: '2030-01-01' },
      '/data/nationality nationality-unknown',
    ],
    [
      'passport-updated',
      { number: 'L898902C3', nationality: 'SAU', expiry: '2030-01-01' },
      '/data/nationality nationality-citizen',
    ],
    [
      'passport-updated',
      { number: 'L898902C3', nationality: 'UTO', expiry: '2030-01-01', birthDate: '2026-03-02' },
      '/data/birthDate birth-in-future',
    ],
    [
      'passport-updated',
      { number: 'L898902C3', nationality: 'UTO', expiry: '1990-01-01', birthDate: '1990-01-02' },
      '/data/expiry expiry-before-birth',
    ],
    ['medical-exam-reported', { result: 'well', centre: 'Efada 1' }, '/data/result field-choice'],
    ['medical-exam-reported', { result: 'fit', centre: '020' }, '/data/centre text-unreadable'],
    ['appeal-decided', { reportId: 'A', outcome: 'maybe' }, '/data/outcome field-choice'],
    ['account-activated', { at: 'noon' }, '/data/at field-unknown'],
  ])('%s checks its content', (kind, data, problem) => {
    expect(problems({ ...violation, type: `hawiya.fact.${kind}.v1`, data })).toEqual([problem]);
  });

  it('a directive names nationalities that there are, and may name citizens', () => {
    const covering = (...nationalities: readonly string[]) => ({
      ...directive,
      data: { ...directive.data, covers: { nationalities, wholeGroups: true } },
    });
    expect(problems(covering('IND', 'ZZQ', 'SAU'))).toEqual([
      '/data/covers/nationalities/1 nationality-unknown',
    ]);
    expect(problems(covering('D', 'DEU'))).toEqual(['/data/covers/nationalities field-repeated']);
    expect(read(covering('D', 'GBR'))).toMatchObject({
      facts: [{ directive: { covers: { nationalities: ['DEU', 'GBR'], wholeGroups: true } } }],
    });
  });

  it.each([
    ['ar', '١٤٤٧'],
    ['en', '--'],
  ])('a directive’s title has a letter in %s', (language, title) => {
    const { data } = directive;
    const problem = problems({
      ...directive,
      data: { ...data, title: { ...data.title, [language]: title } },
    });
    expect(problem).toEqual([`/data/title/${language} text-unreadable`]);
  });

  it('has its texts composed, in whatever form they were written', () => {
    const [composed, decomposed] = ['Caf\u00E9 \u0622', 'Cafe\u0301 \u0627\u0653'];
    const told = (text: string) => [
      { ...violation, data: { ...violation.data, violationId: text } },
      {
        ...violation,
        type: 'hawiya.fact.medical-exam-reported.v1',
        data: { result: 'fit', centre: text },
      },
      { ...violation, type: 'hawiya.fact.account-suspended.v1', data: { reason: text } },
      { ...violation, type: 'hawiya.fact.absence-reported.v1', data: { reportId: text } },
      { ...directive, data: { ...directive.data, title: { ar: text, en: text }, source: text } },
    ];
    const facts = (text: string) => told(text).map((event) => read(event));
    expect(facts(decomposed)).toEqual(facts(composed));
    expect(JSON.stringify(facts(decomposed))).not.toMatch(/\p{M}/u);
  });

  it('says what was expected, never what was given', () => {
    const reading = read({ ...violation, data: { violationId: 'secret-1', amount: -5 } });
    expect(reading).toEqual({
      ok: false,
      errors: [{ at: '/data/amount', code: 'field-range', params: { expected: 0 } }],
    });
  });

  it('has a schema for each kind, and each compiles', () => {
    for (const schema of Object.values(FACT_EVENTS))
      expect(schemaCheck(schema)({}).length).toBeGreaterThan(4);
    expect(Object.keys(FACT_EVENTS)).toHaveLength(20);
  });
});

describe('a body of facts', () => {
  const limits = { maxBatch: 3, maxBytes: 400 };
  const batchOf = (...events: readonly object[]) =>
    readFactRequest({ headers: BATCH, body: events }, { received, limits });

  it('is taken whole or not at all, with the place of each problem', () => {
    expect(batchOf(violation, { ...violation, id: 7 }, directive, violation)).toEqual({
      ok: false,
      errors: [{ at: '/', code: 'batch-too-large', params: { expected: 3 } }],
    });
    expect(batchOf(violation, { ...violation, id: 7 }, [])).toEqual({
      ok: false,
      errors: [
        { at: '/1/id', code: 'field-type', params: { expected: 'string' } },
        { at: '/2', code: 'field-type', params: { expected: 'object' } },
      ],
    });
    expect(batchOf(violation, directive, violation)).toMatchObject({ ok: true, facts: [{}, {}, {}] });
    expect(batchOf()).toEqual({ ok: true, facts: [] });
  });

  it('that is not there, or nothing, is no fact', () => {
    for (const body of [undefined, null])
      expect(readFactRequest({ headers: STRUCTURED, body }, { received })).toEqual({
        ok: false,
        errors: [{ at: '/', code: 'field-type', params: { expected: 'object' } }],
      });
  });

  it('holds facts each of which is measured at its edge, in each mode alike', () => {
    const sized = { received, limits: { maxFactBytes: 1_000 } };
    const padded = (bytes: number) => {
      const event = { ...violation, padding: '' };
      return { ...event, padding: 'ش'.repeat((bytes - Buffer.byteLength(JSON.stringify(event))) / 2) };
    };
    const even = Buffer.byteLength(JSON.stringify(padded(1_000)));
    expect([999, 1_000]).toContain(even);
    const edge = { received, limits: { maxFactBytes: even } };
    const body = [violation, padded(1_000)];
    expect(readFactRequest({ headers: BATCH, body }, edge).ok).toBe(true);
    const below = { received, limits: { maxFactBytes: even - 1 } };
    const tooLarge = { code: 'fact-too-large', params: { maxBytes: even - 1 } };
    expect(readFactRequest({ headers: BATCH, body }, below)).toEqual({
      ok: false,
      errors: [{ at: '/1', ...tooLarge }],
    });
    expect(readFactRequest({ headers: STRUCTURED, body: padded(1_000) }, below)).toEqual({
      ok: false,
      errors: [{ at: '/', ...tooLarge }],
    });
    const { data, ...attributes } = padded(1_000);
    const headers = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`ce_${name}`, value]),
    );
    const binary = { headers, value: Buffer.from(JSON.stringify(data)) };
    expect(readFactMessage(binary, sized)).toMatchObject({ ok: true });
    expect(readFactMessage(binary, { received, limits: { maxFactBytes: 300 } })).toMatchObject({ ok: false });
  });

  it('holds the longest fact of every kind, whatever the setting', () => {
    for (const kind of INBOUND_KINDS) {
      const more = {
        corrects: filled('', 256),
        correlationid: filled('', 256),
        traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      };
      const event = widestFact(kind, '2026-02-01T10:00:00.000000+03:00', more);
      expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(12_288);
    }
  });

  it('is measured at its edge', () => {
    const padded = (bytes: number) => JSON.stringify(violation).padEnd(bytes);
    const read = (bytes: number) =>
      readFactMessage({ headers: STRUCTURED, value: Buffer.from(padded(bytes)) }, { received, limits });
    expect(read(400).ok).toBe(true);
    expect(read(401)).toEqual({
      ok: false,
      errors: [{ at: '/', code: 'body-too-large', params: { expected: 400 } }],
    });
  });

  it.each([
    ['no JSON', STRUCTURED, '{', '/ not-json'],
    ['no UTF-8', STRUCTURED, Uint8Array.of(0x22, 0xff, 0x22), '/ not-utf8'],
    ['a member twice', STRUCTURED, '{"data":{"x":1,"x":2}}', '/data/x member-repeated'],
    [
      'another format of structured mode',
      { ...binaryHeaders, 'content-type': 'application/cloudevents+avro' },
      '{}',
      'header:content-type not-a-cloud-event',
    ],
    ['nothing', STRUCTURED, '', '/ not-json'],
    ['a list where one event belongs', STRUCTURED, '[]', '/ field-type'],
    ['an event where a list belongs', BATCH, '{}', '/ field-type'],
    ['plain JSON', { 'content-type': 'application/json' }, '{}', 'header:content-type not-a-cloud-event'],
    ['no content type', {}, '{}', 'header:content-type not-a-cloud-event'],
  ])('is refused when it is %s', (_, headers, body, problem) => {
    expect(problemsOf(readFactRequest({ headers, body }, options))).toEqual([problem]);
  });

  it('never throws, whatever comes', () => {
    const header = fc.dictionary(
      fc.constantFrom('content-type', 'ce-specversion', 'ce-type', 'ce-id'),
      fc.string(),
    );
    fc.assert(
      fc.property(header, fc.oneof(fc.json(), fc.string(), fc.uint8Array()), (headers, body) => {
        expect(readFactRequest({ headers, body }, options).ok).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (change) => {
        const reading = readFactRequest({ headers: BATCH, body: [{ ...violation, ...change }] }, options);
        expect(reading.ok || reading.errors.every(({ at }) => at.startsWith('/0'))).toBe(true);
      }),
    );
  });
});

describe('the length of what names a fact', () => {
  it.each(INBOUND_KINDS)('%s may be as long as the contract says, in characters, however wide', (kind) => {
    expect(problems(widestFact(kind, violation.time))).toEqual([]);
  });

  it.each([
    ['source', filled('/traffic/', 256)],
    ['id', filled('', 256)],
    ['corrects', filled('', 256)],
  ])('is counted in characters: %s has at most 256', (name, longest) => {
    expect(problems({ ...violation, [name]: longest })).toEqual([]);
    expect(problems({ ...violation, [name]: longest + WIDEST })).toEqual([`/${name} field-length`]);
  });
});
