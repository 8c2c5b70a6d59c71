import type { Random } from '../support/random.js';

/** What a request is made of; broken requests are such a thing with something wrong in it. */
export interface Made {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

const ODD_VALUES: readonly [unknown, ...unknown[]] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  2 ** 53,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '٢٤٥٦٧٨٩٠١١',
  '２４５６７８９０１１\u200f',
  '../../etc/passwd',
  '$where',
  [],
  [null],
  {},
  { $gt: '' },
  { __proto__: null, constructor: { prototype: {} } },
  '2026-02-30',
  '2026-03-01t24:00:00z',
  '9999-12-31T23:59:59.999999999Z',
  'x'.repeat(5_000),
];

/** Wrong in one place: a member of another type, missing, or one too many. */
export function breakValue(value: unknown, random: Random): unknown {
  if (Array.isArray(value) && value.length > 0 && random.chance(0.8)) {
    const at = random.between(0, value.length - 1);
    return value.map((item, index): unknown => (index === at ? breakValue(item, random) : item));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return random.pick(ODD_VALUES);
  const names = Object.keys(value);
  const at = names[random.between(0, Math.max(0, names.length - 1))];
  if (at === undefined || random.chance(0.15))
    return { ...value, [random.pick(ODD_NAMES)]: random.pick(ODD_VALUES) };
  const { [at]: member, ...others } = value as Record<string, unknown>; // it is an object with this member
  return random.chance(0.2) ? others : { ...others, [at]: breakValue(member, random) };
}

const ODD_NAMES = [
  '__proto__',
  'constructor',
  '$set',
  '',
  'x'.repeat(300),
  'data_base64',
  'toString',
] as const;

/** Bodies that are wrong as a whole. */
export function breakBody(body: Buffer, random: Random): Buffer {
  return random.pick([
    () => body.subarray(0, random.between(0, body.length)),
    () =>
      Buffer.concat([
        body.subarray(0, body.length >> 1),
        Buffer.from([0xff, 0xc0, 0x80]),
        body.subarray(body.length >> 1),
      ]),
    () => Buffer.concat([body, body]),
    // The first member twice, the second time with something else.
    () => Buffer.from(body.toString('utf8').replace(/^\[?\{("[^"]*"):/, '$&null,$1:')),
    () => Buffer.from('['.repeat(20_000)),
    () => Buffer.from(`${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`),
    () => Buffer.from(`"${'x'.repeat(200_000)}"`),
    () => Buffer.alloc(random.pick([262_144, 262_145, 300_000]), 0x20),
    () => Buffer.from('null'),
    () => Buffer.from('{"__proto__":{"admin":true}}'),
    () => Buffer.from('\ufeff{}', 'utf16le'),
    () => Buffer.alloc(0),
  ])();
}

const ODD_HEADERS: readonly [Readonly<Record<string, string>>, ...Readonly<Record<string, string>>[]] = [
  { 'if-match': 'W/"1"' },
  { 'if-match': '"1", "2"' },
  { 'if-match': '"99999999999999999999999"' },
  { 'if-match': '*' },
  { 'if-match': '"-1"' },
  { 'idempotency-key': 'k'.repeat(5_000) },
  { 'idempotency-key': '' },
  { 'idempotency-key': '"\u00ff"' },
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': 'multipart/form-data; boundary=' },
  { 'content-type': ';;;' },
  { 'content-type': 'Application/Vnd.x+JSON; charset="utf-8"' },
  { 'content-type': 'APPLICATION/CLOUDEVENTS-BATCH+JSON;x=y' },
  { 'content-type': 'application/cloudevents+json' },
  { 'content-type': 'application/cloudevents+xml' },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'identity, br' },
  { 'accept-language': 'ar;q=x, *;;q=2, en-'.repeat(40) },
  { accept: 'image/png' },
  { authorization: 'Bearer' },
  { authorization: 'Bearer a.b.c' },
  { authorization: 'Basic Zm9vOmJhcg==' },
  { authorization: `Bearer ${'x'.repeat(6_000)}` },
  { traceparent: '00-00000000000000000000000000000000-0000000000000000-00' },
  { 'x-correlation-id': 'a b\tc' },
  { 'last-event-id': '-1' },
  { 'last-event-id': '99999999999999999999' },
  { 'ce-specversion': '0.3', 'ce-type': '', 'ce-id': '%', 'ce-source': '%zz', 'ce-time': 'now' },
  {
    'ce-specversion': '1.0',
    'ce-type': 'hawiya.fact.account-activated.v1',
    'ce-id': 'x',
    'ce-source': '/accounts',
  },
  { expect: '100-continue' },
  { 'x-http-method-override': 'DELETE' },
];

export function breakHeaders(headers: Made['headers'], random: Random): Made['headers'] {
  if (random.chance(0.2)) {
    const dropped = random.pick(['authorization', 'idempotency-key', 'content-type', 'if-match']);
    return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== dropped));
  }
  return { ...headers, ...random.pick(ODD_HEADERS) };
}

const ODD_SEGMENTS = [
  '%00',
  '%ff',
  '%',
  '..%2f..',
  '00000000-0000-0000-0000-000000000000',
  'x'.repeat(200),
  '%F0%9F%98%80',
  "'%20or%201=1",
  '__proto__',
  ' ',
  '%7B%22$gt%22:%22%22%7D',
] as const;

const ODD_QUERIES = [
  'limit=-1',
  'limit=1e9',
  'limit[]=1&limit[]=2',
  'minRevision=99999999999999999999',
  'minRevision=1&minRevision=2',
  'waitMs=abc',
  'cursor=%ff',
  'cursor=AAAA',
  'from=2026-13-01&to=2026-01-01',
  'from=&to=',
  'lastFour=%D9%A1%D9%A2%D9%A3%D9%A4',
  '__proto__[x]=1',
  '&&&===%',
  'category=employee%00',
] as const;

export function breakPath(path: string, random: Random): string {
  if (random.chance(0.5)) return `${path.split('?', 1)[0] ?? ''}?${random.pick(ODD_QUERIES)}`;
  const segments = path.split('/');
  const at = random.between(2, Math.max(2, segments.length - 1));
  return segments.map((segment, index) => (index === at ? random.pick(ODD_SEGMENTS) : segment)).join('/');
}
