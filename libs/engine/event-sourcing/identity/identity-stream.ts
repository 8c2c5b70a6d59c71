import { instantOf } from '#decider/instant.js';
import { randomUUID } from 'node:crypto';
import type { EventStore, NewEvent, RecordedEvent } from '#event-store/port.js';
import { streamName } from '#event-store/validation.js';
import { appendWithRetry } from '../command-handling/append-with-retry.js';
import { DecodeError } from '../decode-error.js';
import type { EventMetadata } from '../envelope.js';
import { eventHash, eventId } from '../format/chain.js';
import { genesis, type Head, revisionOf } from '../format/head.js';
import { fromJsonBytes, toJsonBytes } from '../format/stable-json.js';
import { isObject } from '../metadata.js';
import { isLogIdentity, type LogId, type LogIdentity } from './log-identity.js';

/** The stream the log's identity is in: storage format. No category of the service: it is never published. */
export const IDENTITY_STREAM = streamName('log-identity');

const TYPE = 'LogIdentified';

/** How long to find out whether the event was stored, milliseconds. */
const SETTLE_MS = 10_000;

/** An identity in its place: the last one of the stream is in force. */
export interface RecordedIdentity extends LogIdentity {
  readonly head: Head;
}

type Store = Pick<EventStore, 'readStream' | 'append'>;

/** The identity in force; undefined: the log was never given one. @throws DecodeError, EventStoreError */
export async function readLogIdentity(
  store: Pick<EventStore, 'readStream'>,
): Promise<RecordedIdentity | undefined> {
  const found = await store.readStream(IDENTITY_STREAM, { direction: 'backwards', limit: 1 });
  const [last] = found.kind === 'found' ? found.events : [];
  return last && identityIn(last);
}

/** Gives a log that has none an identity of its own, or answers the one that another process was first with. */
export function establishLogIdentity(
  store: Store,
  belonging: Omit<LogIdentity, 'log'>,
  now: () => Date = () => new Date(),
): Promise<RecordedIdentity> {
  return writeLogIdentity(store, undefined, { ...belonging, log: newLogId() }, now);
}

/**
 * Every id that the log had, oldest first; the last one is in force. One that it had as it was later, before it was put
 * back to an earlier day, comes before the one it was given then. @throws DecodeError, EventStoreError
 */
export async function readLogIds(store: Pick<EventStore, 'readStream'>): Promise<readonly LogId[]> {
  const found = await store.readStream(IDENTITY_STREAM);
  const identities = found.kind === 'found' ? found.events.map(identityIn) : [];
  return identities.flatMap(({ former, log }) => (former === undefined ? [log] : [former, log]));
}

export function newLogId(): LogId {
  return randomUUID() as LogId; // made here and nowhere else
}

/**
 * Appends an identity after the one in force; answers that of another process if it was first.
 * @throws EventStoreError, DecodeError
 */
export async function writeLogIdentity(
  store: Store,
  after: RecordedIdentity | undefined,
  identity: LogIdentity,
  now: () => Date = () => new Date(),
): Promise<RecordedIdentity> {
  const head = after?.head ?? genesis(IDENTITY_STREAM);
  const { record, hash } = encode(identity, head, now());
  const retrying = { forMs: SETTLE_MS, onRetry: () => undefined };
  const answer = await appendWithRetry(store, IDENTITY_STREAM, revisionOf(head), [record], retrying);
  if (answer.kind === 'appended') return { ...identity, head: { revision: answer.revision, hash } };
  const other = await readLogIdentity(store);
  if (other === undefined) throw new Error(`${IDENTITY_STREAM} is at ${answer.actual} and cannot be read`);
  return other;
}

function encode(
  { log, keys, subjects, former }: LogIdentity,
  head: Head,
  now: Date,
): { readonly record: NewEvent; readonly hash: string } {
  const commandId = randomUUID();
  const metadata: EventMetadata = {
    commandId,
    requestHash: '',
    correlationId: commandId,
    causationId: commandId,
    actor: { kind: 'process-manager' }, // as it always was: storage format
    occurredAt: instantOf(now.getTime()),
    schemaVersion: 1,
    partitionKey: IDENTITY_STREAM,
    previousHash: head.hash,
  };
  const body = {
    type: TYPE,
    format: 'json',
    data: toJsonBytes({ data: { log, keys, subjects, ...(former !== undefined && { former }) } }),
    metadata: toJsonBytes(metadata),
  } as const;
  const revision = head.revision + 1n;
  const hash = eventHash({
    ...body,
    stream: IDENTITY_STREAM,
    revision: revision as RecordedEvent['revision'],
  });
  return { record: { id: eventId(commandId, hash), ...body }, hash };
}

function identityIn(event: RecordedEvent): RecordedIdentity {
  const data = dataOf(event);
  if (event.type !== TYPE || !isLogIdentity(data)) throw new DecodeError('malformed', event, 'no identity');
  const { log, keys, subjects, former } = data;
  const head = { revision: event.revision, hash: eventHash(event) };
  return { log, keys, subjects, ...(former !== undefined && { former }), head };
}

function dataOf(event: RecordedEvent): unknown {
  try {
    const body = fromJsonBytes(event.data);
    return isObject(body) ? body['data'] : undefined;
  } catch (cause) {
    throw new DecodeError('malformed', event, 'data is not JSON', { cause });
  }
}
