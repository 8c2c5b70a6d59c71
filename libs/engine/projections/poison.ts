import { provenanceOf } from '#event-log/cloud-events.js';
import type { Stored as StoredEvent } from '#event-log/codec.js';
import { metadataOf } from '#event-log/metadata.js';
import type { StreamName } from '#event-store/port.js';
import type { Folded, Origin, PoisonReason } from './folder.js';
import type { Cause, Newest } from './parked-keys.js';

/** Why a fold's document has to be parked: the database refused it, or an event could not be folded. */
export function causeOf(
  folded: Pick<Folded<object>, 'poison'>,
  refused: string | undefined,
  events: readonly StoredEvent[],
): Cause | undefined {
  const newest = events.at(-1);
  if (refused !== undefined && newest !== undefined) {
    return asCause('write-refused', refused, newest);
  }
  const { poison } = folded;
  return poison && asCause(poison.reason, poison.message, poison.event);
}

/** The event with what is wrong with it. */
export function asCause(reason: PoisonReason, message: string, event: StoredEvent): Cause {
  return { reason, message, event: keep(event) };
}

/** Where what could not be folded comes from, as far as that can be told. */
export function originOfCause(cause: Cause): Origin {
  if ('event' in cause) return metadataOf(cause.event) ?? {};
  if ('deadline' in cause) return {};
  const { correlationId, traceparent } = provenanceOf(cause);
  return {
    ...(correlationId !== undefined && { correlationId }),
    ...(traceparent !== undefined && { traceparent }),
  };
}

/** Newest revision of each stream among these events. */
export function newestOf(events: readonly StoredEvent[]): Newest {
  const newest = new Map<StreamName, bigint>();
  for (const { stream, revision } of events) {
    if (revision > (newest.get(stream) ?? -1n)) newest.set(stream, revision);
  }
  return newest;
}

/** Oldest revision of each stream among these events. */
export function firstOf(events: readonly StoredEvent[]): Newest {
  const first = new Map<StreamName, bigint>();
  for (const { stream, revision } of events) {
    const known = first.get(stream);
    if (known === undefined || revision < known) first.set(stream, revision);
  }
  return first;
}

function keep({ stream, revision, type, id, metadata, data }: StoredEvent) {
  return { stream, revision: Number(revision), type, id, metadata, data };
}
