import type { Stored as StoredEvent } from '#event-log/codec.js';
import { DecodeError } from '#event-log/decode-error.js';
import { passesByItself } from '#event-log/passes-by-itself.js';
import type { Cause } from '#read-models/runtime/parked-keys.js';
import { placeOf } from '#read-models/runtime/place-of.js';
import { asCause } from '#read-models/runtime/poison.js';

/**
 * Why an event cannot be reacted to, however often one tries; undefined: it may pass by itself. An event that cannot be
 * read, or one whose command needs a stream that cannot be read, never will; of any other failure nobody knows.
 */
export function poisonIn(error: unknown, event: StoredEvent): Cause | 'unknown' | undefined {
  if (error instanceof DecodeError) {
    return asCause(error.place.id === event.id ? 'undecodable' : 'reaction-failed', error.message, event);
  }
  return passesByItself(error) ? undefined : 'unknown';
}

/** A failure that came again and again: a bug, most likely. */
export function bugIn(error: unknown, event: StoredEvent): Cause {
  return asCause('reaction-failed', placeOf(error), event);
}
