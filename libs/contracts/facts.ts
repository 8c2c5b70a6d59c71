import type { Instant } from '#decider/brand.js';
import type { Message } from '#topics/port.js';
import type { RefusalDetail } from '#decider/decider.js';
import { DEFAULT_FACT_LIMITS, type FactLimits, type Transport, unpack } from './fact-transport.js';
import { type InboundFact, toInboundFact } from './inbound-fact.js';

export type { InboundFact } from './inbound-fact.js';

/**
 * All of a body's facts, or everything that is wrong with it: places as JSON pointers (`/data/amount`; `/3/data/amount`
 * in a batch), or `header:…`. Values are never repeated.
 */
export type FactReading =
  | { readonly ok: true; readonly facts: readonly InboundFact[] }
  | { readonly ok: false; readonly errors: readonly RefusalDetail[] };

export interface ReadFactOptions {
  /** When it reached us. */
  readonly received: Instant;
  readonly limits?: Partial<FactLimits>;
}

/** Reads a request of `POST /v1/facts`: a structured, batched or binary CloudEvent (HTTP binding 1.0). */
export function readFactRequest(
  request: {
    readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
    /** Bytes or text, or what the server has already parsed as JSON. */
    readonly body: unknown;
  },
  options: ReadFactOptions,
): FactReading {
  return read({ headers: oneEach(request.headers), body: request.body, prefix: 'ce-' }, options);
}

/** Reads a message of the facts topic: a structured, batched or binary CloudEvent (Kafka binding 1.0). */
export function readFactMessage(
  { headers, value }: Pick<Message, 'headers' | 'value'>,
  options: ReadFactOptions,
): FactReading {
  return read({ headers: oneEach(headers), body: value, prefix: 'ce_' }, options);
}

function read(transport: Transport, { received, limits: given }: ReadFactOptions): FactReading {
  const limits = { ...DEFAULT_FACT_LIMITS, ...given };
  const unpacked = unpack(transport, limits);
  if (!unpacked.ok) return unpacked;
  const facts: InboundFact[] = [];
  const errors: RefusalDetail[] = [];
  for (const { at, event } of unpacked.events) {
    if (bytesOf(event) > limits.maxFactBytes) {
      errors.push({ at: at || '/', code: 'fact-too-large', params: { maxBytes: limits.maxFactBytes } });
      continue;
    }
    const checked = toInboundFact(event, received);
    if (checked.ok) facts.push(checked.value);
    else errors.push(...checked.errors.map((error) => ({ ...error, at: placeOf(at, error.at) })));
  }
  return errors.length === 0 ? { ok: true, facts } : { ok: false, errors };
}

/** Of its JSON. A request without a body has nothing to measure. */
const bytesOf = (event: unknown) => (event === undefined ? 0 : Buffer.byteLength(JSON.stringify(event)));

function oneEach(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const text = typeof value === 'string' ? value : value?.[0];
      return text === undefined ? [] : [[name.toLowerCase(), text]];
    }),
  );
}

/** `/` is the event itself. */
function placeOf(event: string, inside: string): string {
  return event !== '' && inside === '/' ? event : event + inside;
}
