import type { RefusalDetail } from '#decider/decider.js';
import { readJson } from '#runtime/json/read-json.js';

/** How much is taken at a time. */
export interface FactLimits {
  /** Facts in one batch. */
  readonly maxBatch: number;
  /** Bytes of one body or message, as far as it comes unparsed. */
  readonly maxBytes: number;
  /** Bytes of one fact with all its attributes, as JSON without spaces, in whatever mode it comes. */
  readonly maxFactBytes: number;
}

/** The longest fact its schema lets in has some 10,500 bytes; the rest is for extensions of the sender. */
export const DEFAULT_FACT_LIMITS: FactLimits = { maxBatch: 500, maxBytes: 1_048_576, maxFactBytes: 16_384 };

export interface Transport {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes or text; or a JSON value, where a server has parsed it already. */
  readonly body: unknown;
  /** What CloudEvents attributes are prefixed with in binary mode. */
  readonly prefix: 'ce-' | 'ce_';
}

/** The events of a body, each with its place in it; or what keeps them from being read at all. */
export type Unpacked =
  | { readonly ok: true; readonly events: readonly { readonly at: string; readonly event: unknown }[] }
  | { readonly ok: false; readonly errors: readonly RefusalDetail[] };

const CONTENT_TYPE = 'header:content-type';

/** Takes a body apart: structured, batched or binary CloudEvents, by its content type. */
export function unpack(transport: Transport, limits: FactLimits): Unpacked {
  const body = parse(transport.body, limits.maxBytes);
  if (!body.ok) return body;
  const contentType = transport.headers['content-type'] ?? '';
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (mediaType === 'application/cloudevents+json')
    return { ok: true, events: [{ at: '', event: body.value }] };
  if (mediaType === 'application/cloudevents-batch+json') return batch(body.value, limits.maxBatch);
  // Another format of structured mode is not binary mode, whatever headers there are.
  const isStructured = mediaType.startsWith('application/cloudevents');
  if (isStructured || transport.headers[`${transport.prefix}specversion`] === undefined)
    return refused(CONTENT_TYPE, 'not-a-cloud-event', 'application/cloudevents+json');
  return { ok: true, events: [{ at: '', event: fromBinary(transport, contentType, body.value) }] };
}

function batch(value: unknown, maxBatch: number): Unpacked {
  if (!Array.isArray(value)) return refused('/', 'field-type', 'array');
  if (value.length > maxBatch) return refused('/', 'batch-too-large', maxBatch);
  return { ok: true, events: value.map((event: unknown, index) => ({ at: `/${index}`, event })) };
}

function fromBinary({ headers, prefix }: Transport, contentType: string, data: unknown): object {
  const attributes = Object.entries(headers)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), prefix === 'ce-' ? decodeHeader(value) : value]);
  const type = contentType === '' ? [] : [['datacontenttype', contentType]];
  return Object.fromEntries([...attributes, ...type, ['data', data]]) as object;
}

/**
 * HTTP binding 3.1.3.2: a quoted string is read without its quotes, then percent-encoded UTF-8. What is not well
 * encoded is kept, and judged as it is.
 */
function decodeHeader(value: string): string {
  const [, quoted] = /^"((?:[^"\\]|\\.)*)"$/.exec(value) ?? [];
  const text = quoted?.replaceAll(/\\(.)/g, '$1') ?? value;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parse(
  body: unknown,
  maxBytes: number,
): { readonly ok: true; readonly value: unknown } | Extract<Unpacked, { ok: false }> {
  if (!(body instanceof Uint8Array) && typeof body !== 'string') return { ok: true, value: body };
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  if (bytes.byteLength > maxBytes) return refused('/', 'body-too-large', maxBytes);
  const read = readJson(bytes);
  return read.ok ? read : refused(read.at, read.code);
}

function refused(at: string, code: string, expected?: string | number): Extract<Unpacked, { ok: false }> {
  return { ok: false, errors: [expected === undefined ? { at, code } : { at, code, params: { expected } }] };
}
