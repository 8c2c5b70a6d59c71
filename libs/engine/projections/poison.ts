import { provenanceOf } from '#event-sourcing/cloud-events.js';
import type { StoredEvent } from '#event-sourcing/codec.js';
import { metadataOf } from '#event-sourcing/metadata.js';
import type { StreamName } from '#event-store/port.js';
import type { TraceOrigin, PoisonReason } from './folder.js';
import type { Cause, Newest } from './parked-keys.js';

/** The event with what is wrong with it. */
export function asCause(reason: PoisonReason, message: string, event: StoredEvent): Cause {
  return { reason, message, event: keep(event) };
}

/** Where what could not be folded comes from, as far as that can be told. */
export function originOfCause(cause: Cause): TraceOrigin {
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

/** The newer revision of each stream. */
export function newerOf(one: Newest, other: Newest): Newest {
  const newer = new Map(one);
  for (const [stream, revision] of other) {
    if (revision > (newer.get(stream) ?? -1n)) newer.set(stream, revision);
  }
  return newer;
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
