import type { Subject } from '#decider/brand.js';
import type { DomainEvent } from '#decider/decider.js';
import type { NewEvent, RecordedEvent, Revision, StreamName } from '#event-store/port.js';
import { eventHash, eventId } from './format/chain.js';
import { DecodeError } from './decode-error.js';
import type { Envelope, EventMetadata } from './envelope.js';
import { currentVersion, type EventSchema, type StoredPayload, upcast } from './format/event-schema.js';
import type { CommandMetadata } from './command-metadata.js';
import type { Head } from './format/head.js';
import type { KeyStore } from './keys/key-store.js';
import { isEventMetadata, isObject } from './metadata.js';
import { PersonalData } from './format/personal-data.js';
import { fromJsonBytes, toJsonBytes } from './format/stable-json.js';
import type { StreamIdentity } from './stream-identity.js';

/** Where a command's events go, and whose personal data they hold. */
export interface Destination extends Pick<StreamIdentity, 'category' | 'partitionKey'> {
  readonly stream: StreamName;
  readonly subject: Subject | undefined;
}

export interface Encoded {
  readonly record: NewEvent;
  /** The stream's head once the record is stored. */
  readonly head: Head;
}

/** What decoding needs of a recorded event; a message on the topic has it too. */
export type StoredEvent = Omit<RecordedEvent, 'created' | 'format'>;

/**
 * Between events and stored bytes. Data: `{"data":{…},"personal":{"key","iv","sealed"}}`, the latter only for types
 * with personal data. Metadata: `EventMetadata`.
 */
export class Codec {
  private readonly personalData: PersonalData;

  constructor(
    keys: KeyStore,
    /** The service's catalogue: every type of event there is. */
    private readonly schemas: Readonly<Record<string, EventSchema>>,
  ) {
    this.personalData = new PersonalData(keys);
  }

  /**
   * The event as it is to be appended after `head`, and linked to it.
   * @throws TypeError for an event that must not be stored: a bug of whoever decided it.
   */
  async encode(event: DomainEvent, head: Head, to: Destination, command: CommandMetadata): Promise<Encoded> {
    const { type } = event;
    const { stream } = to;
    const schema = this.schemas[type];
    if (schema?.category !== to.category)
      throw new TypeError(`${type} is no event of ${to.category} streams`);
    const revision = (head.revision + 1n) as Revision; // the place it is appended to
    const data = toJsonBytes(await this.payload(event, schema, to, placeOf({ stream, revision, type })));
    const metadata = toJsonBytes(metadataOf(command, to.partitionKey, currentVersion(schema), head));
    const body = { type, format: 'json', data, metadata } as const;
    const hash = eventHash({ ...body, stream, revision });
    return { record: { id: eventId(command.commandId, hash), ...body }, head: { revision, hash } };
  }

  /** @throws DecodeError */
  async decode(stored: StoredEvent): Promise<Envelope> {
    const { type, id, stream, revision, position } = stored;
    const schema = this.schemas[type];
    if (schema === undefined) throw new DecodeError('unknown-type', stored, 'no such type');
    const metadata = parse(stored, 'metadata');
    if (!isEventMetadata(metadata)) throw new DecodeError('malformed', stored, 'metadata');
    const version = metadata.schemaVersion;
    if (version < 1) throw new DecodeError('malformed', stored, `version ${version}`);
    if (version > currentVersion(schema))
      throw new DecodeError('newer-version', stored, `version ${version}`);
    const body = parse(stored, 'data');
    if (!isObject(body) || !isObject(body['data'])) throw new DecodeError('malformed', stored, 'data');
    const payload = { data: body['data'], personal: await this.open(body['personal'], stored) };
    const { data, personal } = upcast(schema, version, payload);
    if (schema.personal !== (personal !== undefined))
      throw new DecodeError('malformed', stored, 'personal data');
    const event = personal === undefined ? { type, data } : { type, data, personal };
    return { event, id, stream, revision, position, metadata };
  }

  /** See EventLog.prepare. */
  prepare(subject: Subject): Promise<void> {
    return this.personalData.prepare(subject);
  }

  /** Destroys the key of the person's data: from then on it decodes as `erased`. */
  erase(subject: Subject): Promise<void> {
    return this.personalData.erase(subject);
  }

  private async payload(
    event: DomainEvent,
    schema: EventSchema,
    to: Destination,
    place: string,
  ): Promise<object> {
    const { type, data, personal } = event;
    if (schema.personal !== (personal !== undefined)) {
      throw new TypeError(`${type} ${schema.personal ? 'lacks its' : 'must not have'} personal data`);
    }
    if (personal === undefined) return { data };
    if (personal === 'erased') throw new TypeError(`${type}: erased personal data cannot be recorded again`);
    if (to.subject === undefined) throw new TypeError(`${type}: whose personal data it is, is not known`);
    return { data, personal: await this.personalData.seal(to.subject, place, personal) };
  }

  private async open(sealed: unknown, stored: StoredEvent): Promise<StoredPayload['personal']> {
    if (sealed === undefined) return undefined;
    const opened = await this.personalData.open(sealed, placeOf(stored));
    if (opened.kind === 'open') return opened.personal;
    if (opened.kind === 'erased') return 'erased';
    throw new DecodeError(opened.kind, stored, 'personal data');
  }
}

/** Seals personal data to where it is. Not by the event's id, which follows from the ciphertext. */
function placeOf({ stream, revision, type }: Pick<StoredEvent, 'stream' | 'revision' | 'type'>): string {
  return `${stream}\n${revision}\n${type}`;
}

function metadataOf(
  { commandId, requestHash, correlationId, causationId, actor, at, traceparent }: CommandMetadata,
  partitionKey: string,
  schemaVersion: number,
  { hash }: Head,
): EventMetadata {
  return {
    commandId,
    requestHash,
    correlationId,
    causationId,
    actor,
    occurredAt: at,
    schemaVersion,
    partitionKey,
    ...(traceparent !== undefined && { traceparent }),
    previousHash: hash,
  };
}

function parse(stored: StoredEvent, part: 'data' | 'metadata'): unknown {
  try {
    return fromJsonBytes(stored[part]);
  } catch (cause) {
    throw new DecodeError('malformed', stored, `${part} is not JSON`, { cause });
  }
}
