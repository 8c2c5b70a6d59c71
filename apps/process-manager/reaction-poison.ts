import type { StoredEvent } from '#event-sourcing/codec.js';
import { DecodeError } from '#event-sourcing/decode-error.js';
import { KeyStoreError } from '#event-sourcing/keys/key-store-error.js';
import { passesByItself } from '#event-sourcing/passes-by-itself.js';
import type { Cause } from '#projections/parked-keys.js';
import { codePlaceOf } from '#projections/place-of.js';
import { asCause } from '#projections/poison.js';
import { WebhookGoneError } from './webhooks/webhook-gone-error.js';

/**
 * What trying again can do about a failure. `unreadable`: nothing, for a stream or a person's key cannot be read;
 * `unwanted`: nothing, for whoever it is for does not take it; `unknown`: nobody knows; undefined: it may pass by itself.
 */
export function poisonOf(error: unknown): 'unreadable' | 'unwanted' | 'unknown' | undefined {
  if (error instanceof DecodeError) return 'unreadable';
  // One person's: the others' events can be read.
  if (error instanceof KeyStoreError && error.code === 'damaged') return 'unreadable';
  if (error instanceof WebhookGoneError) return 'unwanted';
  return passesByItself(error) ? undefined : 'unknown';
}

/** In words that quote nothing of what could not be read. */
export function messageOfPoison(error: unknown): string {
  return poisonOf(error) !== 'unknown' && error instanceof Error ? error.message : codePlaceOf(error);
}

/**
 * Why an event cannot be reacted to, however often one tries; undefined: it may pass by itself. An event that cannot be
 * read, or one whose command needs a stream that cannot be read, never will; of any other failure nobody knows.
 */
export function poisonIn(error: unknown, event: StoredEvent): Cause | 'unknown' | undefined {
  const poison = poisonOf(error);
  if (poison === undefined || poison === 'unknown') return poison;
  const itself = error instanceof DecodeError && error.place.id === event.id;
  return asCause(itself ? 'undecodable' : 'reaction-failed', messageOfPoison(error), event);
}

/** A failure that came again and again: a bug, most likely. */
export function bugIn(error: unknown, event: StoredEvent): Cause {
  return asCause('reaction-failed', messageOfPoison(error), event);
}
