import type { Instant } from '#domain/kernel/brand.js';
import type { Envelope } from '#event-log/envelope.js';
import type { TimelineEntry } from './document.js';

/**
 * A section's timeline and one entry more. Parameters are codes, numbers and days: never personal data, never free
 * text, never who the officer is.
 */
export function extended(
  timeline: readonly TimelineEntry[],
  { event, stream, revision, metadata }: Envelope,
  at: Instant = metadata.occurredAt,
  params: TimelineEntry['params'] = {},
): readonly TimelineEntry[] {
  const category = stream.slice(0, stream.indexOf('-'));
  return [...timeline, { id: `${category}.${revision}`, type: event.type, at, params }];
}
