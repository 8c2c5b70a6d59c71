import { randomUUID } from 'node:crypto';
import type { EventStore, NewEvent, RecordedEvent } from '#event-store/port.js';
import type { Codec, Destination } from '../codec.js';
import type { DecodeErrorCode } from '../decode-error.js';
import type { CommandMetadata } from '../command-metadata.js';
import { EVENT_TYPES, type KnownEvent } from '#event-catalogue/event-types.js';
import { eventHash, eventId } from '../format/chain.js';
import { genesis, type Head, revisionOf } from '../format/head.js';
import { fromJsonBytes, toJsonBytes } from '../format/stable-json.js';
import { SAMPLES } from '#event-catalogue/golden/samples.js';
import { isObject } from '../metadata.js';
import type { StreamIdentity } from '../stream-identity.js';
import { streamNameOf } from '../stream-name.js';

/** Every way in which an event cannot be read; the compiler asks for each. */
const CODES: Readonly<Record<DecodeErrorCode, true>> = {
  'unknown-type': true,
  'newer-version': true,
  malformed: true,
  'unknown-key': true,
  'seal-broken': true,
  'chain-broken': true,
};
export const DECODE_ERROR_CODES = Object.keys(CODES) as readonly DecodeErrorCode[];

/** Puts an event at the stream's end that cannot be read in the given way, and is well in every other. */
export async function makeUnreadable(
  { store, codec }: { readonly store: EventStore; readonly codec: Codec },
  of: StreamIdentity,
  code: DecodeErrorCode,
  type: KnownEvent['type'],
): Promise<{ readonly stream: string; readonly revision: number }> {
  const stream = streamNameOf(of);
  const read = await store.readStream(stream);
  const head = headAfter(read.kind === 'found' ? read.events.at(-1) : undefined, genesis(stream));
  const to = { ...of, stream };
  const after = code === 'chain-broken' ? { ...head, hash: 'f'.repeat(64) } : head;
  const { record } = await codec.encode(SAMPLES[type], after, to, command());
  const broken = { ...record, ...(await changes(codec, record, to, code)) };
  const revision = Number(head.revision) + 1;
  const { commandId } = metadataIn(broken);
  const id = eventId(
    String(commandId),
    eventHash({ ...broken, stream, revision: BigInt(revision) as never }),
  );
  const appended = await store.append(stream, revisionOf(head), [{ ...broken, id }]);
  if (appended.kind !== 'appended') throw new Error(`${stream} has moved on`);
  return { stream, revision };
}

/** A type of event that such a stream holds. */
export function typeOf(category: StreamIdentity['category'], personal = false): KnownEvent['type'] {
  const all = Object.keys(EVENT_TYPES) as KnownEvent['type'][];
  const found = all.find((type) => {
    const schema = EVENT_TYPES[type];
    return schema.category === category && schema.personal === personal;
  });
  if (found === undefined) throw new Error(`no such event in ${category}`);
  return found;
}

function headAfter(last: RecordedEvent | undefined, first: Head): Head {
  return last === undefined ? first : { revision: last.revision, hash: eventHash(last) };
}

async function changes(
  codec: Codec,
  record: NewEvent,
  to: Destination,
  code: DecodeErrorCode,
): Promise<Partial<NewEvent>> {
  switch (code) {
    case 'unknown-type':
      return { type: 'UnheardOf' };
    case 'newer-version':
      return { metadata: toJsonBytes({ ...metadataIn(record), schemaVersion: 99 }) };
    case 'malformed':
      return { data: Buffer.from('{') };
    case 'unknown-key':
      return { data: toJsonBytes({ data: {}, personal: { key: randomUUID(), iv: 'AAAA', sealed: 'AAAA' } }) };
    case 'seal-broken':
      return { data: toJsonBytes({ data: {}, personal: await sealedElsewhere(codec, to) }) };
    case 'chain-broken':
      return {};
  }
}

/** Personal data of another place, which its seal names. */
async function sealedElsewhere(codec: Codec, to: Destination): Promise<unknown> {
  const subject = (to.subject ?? 'f'.repeat(32)) as NonNullable<Destination['subject']>;
  const elsewhere = {
    ...to,
    category: 'resident',
    stream: streamNameOf({ category: 'resident', id: subject }),
    subject,
  } as const;
  const { record } = await codec.encode(
    SAMPLES.FactRecorded,
    { revision: 998n, hash: '' },
    elsewhere,
    command(),
  );
  const body = fromJsonBytes(record.data);
  return isObject(body) ? body['personal'] : undefined;
}

function metadataIn({ metadata }: Pick<NewEvent, 'metadata'>): Readonly<Record<string, unknown>> {
  const value = fromJsonBytes(metadata);
  return isObject(value) ? value : {};
}

function command(): CommandMetadata {
  const commandId = randomUUID();
  return {
    commandId,
    requestHash: 'broken',
    correlationId: commandId,
    causationId: commandId,
    actor: { kind: 'process-manager' },
    at: '2026-03-01T09:00:00.000Z' as CommandMetadata['at'],
  };
}
