import { Buffer } from 'node:buffer';
import type { Message } from '#topics/port.js';
import type { Position, RecordedEvent, Revision, StreamName } from '#event-store/port.js';
import { traceparentOf } from '#runtime/tracing/traceparent.js';
import type { EventMetadata } from './envelope.js';
import { isLogId, type LogId } from './identity/log-identity.js';
import { isEventMetadata } from './metadata.js';

/** A recorded event as it travels: everything but the store's own clock. */
export type PublishedEvent = Omit<RecordedEvent, 'created'>;

export const CLOUD_EVENTS_SOURCE = '/hawiya';

/** The stored metadata's JSON, unchanged: what the codec needs to decode the value. */
export const METADATA_HEADER = 'hawiya-metadata';

/** Id of the log that the event is of; absent: the former release published it. */
const LOG_HEADER = 'ce_logid';

const CONTENT_TYPES = { json: 'application/json', binary: 'application/octet-stream' } as const;

/** A message of the events topic that is not one of ours, or not whole. */
export class UnreadableMessageError extends Error {
  override readonly name = 'UnreadableMessageError';
}

/** What the events of a service are called on the topic: its catalogue knows. */
export interface EventTypeNames {
  /** The CloudEvents type of an event of the stream; undefined: no event of the service. */
  typeName(stream: string, event: string, version: number): string | undefined;
  /** The inverse. */
  typeParts(type: string): { readonly event: string } | undefined;
}

/** Events of the log as CloudEvents in binary content mode, and back. */
export class CloudEvents {
  /** Several consumers of one process may be handed the very same message: it is taken apart once. */
  private readonly read = new WeakMap<object, PublishedEvent>();

  constructor(private readonly names: EventTypeNames) {}

  /**
   * Attributes in `ce_…` headers, the stored bytes as the value, unchanged and still encrypted. `ce_type` is
   * `hawiya.<aggregate>.<event-in-kebab-case>.v<schema version>`.
   * @param log whose event it is
   * @throws UnreadableMessageError if the stream, the type or the metadata is not what the event log writes
   */
  toMessage(recorded: RecordedEvent, log?: LogId): Message {
    const metadata = parseMetadata(recorded.metadata);
    const type = this.names.typeName(recorded.stream, recorded.type, metadata.schemaVersion);
    if (type === undefined)
      throw unreadable(`${recorded.type} in ${recorded.stream} is no event of the service`);
    return {
      key: metadata.partitionKey,
      headers: {
        ce_specversion: '1.0',
        ce_id: recorded.id,
        ce_source: CLOUD_EVENTS_SOURCE,
        ce_type: type,
        ce_subject: recorded.stream,
        ce_time: metadata.occurredAt,
        'content-type': CONTENT_TYPES[recorded.format],
        ce_streamrevision: String(recorded.revision),
        ce_globalposition: String(recorded.position),
        ...(log !== undefined && { [LOG_HEADER]: log }),
        ce_partitionkey: metadata.partitionKey,
        ce_correlationid: metadata.correlationId,
        ce_causationid: metadata.causationId,
        ce_commandid: metadata.commandId,
        ...(metadata.traceparent !== undefined && { ce_traceparent: metadata.traceparent }),
        [METADATA_HEADER]: Buffer.from(recorded.metadata).toString('utf8'),
      },
      value: recorded.data,
    };
  }

  /**
   * The event a message carries, ready for the codec.
   * @throws UnreadableMessageError naming the header that is missing or wrong
   */
  fromMessage(message: Pick<Message, 'headers' | 'value'>): PublishedEvent {
    const known = this.read.get(message);
    if (known !== undefined) return known;
    const event = readEvent(message, this.names);
    this.read.set(message, event);
    return event;
  }
}

/** Id of the log that a message's event is of; undefined: the former release published it, or it cannot be read. */
export function logOf({ headers }: Pick<Message, 'headers'>): LogId | undefined {
  const log = headers[LOG_HEADER];
  return isLogId(log) ? log : undefined;
}

/** Where an event on its way comes from: what logs, traces and figures need of it, whether or not it can be decoded. */
export interface Provenance {
  readonly event: string | undefined;
  readonly stream: string | undefined;
  readonly correlationId: string | undefined;
  readonly traceparent: string | undefined;
  /** Milliseconds since the epoch. */
  readonly occurredAt: number | undefined;
}

/** Read from the headers alone. */
export function provenanceOf({ headers }: Pick<Message, 'headers'>): Provenance {
  const occurredAt = Date.parse(headers['ce_time'] ?? '');
  return {
    event: headers['ce_id'],
    stream: headers['ce_subject'],
    correlationId: headers['ce_correlationid'],
    traceparent: traceparentOf(headers['ce_traceparent']),
    occurredAt: Number.isNaN(occurredAt) ? undefined : occurredAt,
  };
}

function readEvent(
  { headers, value }: Pick<Message, 'headers' | 'value'>,
  names: EventTypeNames,
): PublishedEvent {
  if (header(headers, 'ce_specversion') !== '1.0') throw unreadable('ce_specversion is not 1.0');
  const log = headers[LOG_HEADER];
  if (log !== undefined && !isLogId(log)) throw unreadable(`${LOG_HEADER} is no id of a log`);
  const type = names.typeParts(header(headers, 'ce_type'));
  if (type === undefined) throw unreadable('ce_type is no event of the service');
  return {
    id: header(headers, 'ce_id'),
    type: type.event,
    format: headers['content-type'] === CONTENT_TYPES.binary ? 'binary' : 'json',
    data: value,
    metadata: Buffer.from(header(headers, METADATA_HEADER)),
    // The brands were lost on the way; toMessage took them from the store.
    stream: header(headers, 'ce_subject') as StreamName,
    revision: wholeNumber(headers, 'ce_streamrevision') as Revision,
    position: wholeNumber(headers, 'ce_globalposition') as Position,
  };
}

function parseMetadata(bytes: Uint8Array): EventMetadata {
  let metadata: unknown;
  try {
    metadata = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw unreadable('the metadata is not JSON', { cause });
  }
  if (isEventMetadata(metadata)) return metadata;
  throw unreadable("the metadata is not an event's");
}

function header(headers: Message['headers'], name: string): string {
  const value = headers[name];
  if (value === undefined || value === '') throw unreadable(`${name} is missing`);
  return value;
}

function wholeNumber(headers: Message['headers'], name: string): bigint {
  const text = header(headers, name);
  if (!/^\d{1,20}$/.test(text)) throw unreadable(`${name} is not a whole number`);
  return BigInt(text);
}

const unreadable = (why: string, options?: ErrorOptions) => new UnreadableMessageError(why, options);
