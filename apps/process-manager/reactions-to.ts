import type { Instant } from '#decider/brand.js';
import type { Envelope } from '#event-sourcing/envelope.js';
import { isReactedTo, type KnownEvent } from '#event-catalogue/event-types.js';
import { react, reactLate } from './react.js';
import type { Deadline, Reaction } from './reaction.js';

/** All that an event calls for; most call for nothing. */
export function reactionsTo({ event, stream, metadata }: Envelope): readonly Reaction[] {
  const known = event as KnownEvent; // the codec decodes no other
  return isReactedTo(known) ? react(known, idIn(stream), metadata.occurredAt, metadata.partitionKey) : [];
}

/** Those of an event that was there before this release, read `now`. */
export function deadlinesOfOld(envelope: Envelope, now: Instant): readonly Deadline[] {
  const set = reactionsTo(envelope).flatMap((reaction) =>
    reaction.do === 'set-deadline' ? [reaction.deadline] : [],
  );
  return [...set, ...reactLate(envelope.event as KnownEvent, idIn(envelope.stream), now)];
}

/** `application-6f0c…` → `6f0c…` */
export function idIn(stream: string): string {
  return stream.slice(stream.indexOf('-') + 1);
}
