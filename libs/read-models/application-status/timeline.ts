import type { Instant } from '#decider/brand.js';
import type { ConditionId } from '#domain/conditions/outcome.js';
import type { Envelope } from '#event-sourcing/envelope.js';
import type { Timeline, TimelineEntry } from './document.js';

/** Entries a section keeps, the newest; older ones are read from the log. */
export const MAX_TIMELINE = 100;

export const NO_TIMELINE: Timeline = { timeline: [], timelineBefore: 0 };

/**
 * What the timeline says of an event. Parameters are codes, numbers and days: never personal data, never free text,
 * never who the officer is.
 */
export interface NewTimelineEntry {
  /** The condition whose finding the event changed; absent: the event itself. */
  readonly of?: ConditionId;
  /** Absent: when it was appended. */
  readonly at?: Instant;
  readonly params?: TimelineEntry['params'];
}

/** A section's timeline, and what an event adds to it. */
export function extended(
  { timeline, timelineBefore }: Timeline,
  envelope: Envelope,
  entries: readonly NewTimelineEntry[],
  id = entryId(envelope),
): Timeline {
  const added = entries.map(({ of, at = envelope.metadata.occurredAt, params = {} }) =>
    of === undefined
      ? { id, type: envelope.event.type, at, params }
      : { id: `${id}.${of}`, type: 'ConditionChecked', at, params },
  );
  const all = [...timeline, ...added];
  const kept = all.slice(-MAX_TIMELINE);
  return { timeline: kept, timelineBefore: timelineBefore + all.length - kept.length };
}

/** Of the event itself: `<stream category>.<revision>`. */
export function entryId({ stream, revision }: Pick<Envelope, 'stream' | 'revision'>): string {
  return `${stream.slice(0, stream.indexOf('-'))}.${revision}`;
}

/**
 * One timeline of several, by time, each in its own order whatever the clocks said; at the same instant in the order of
 * the list. From the end: the newest of it are the same whether or not the oldest are there.
 */
export function merged(timelines: readonly (readonly TimelineEntry[])[]): readonly TimelineEntry[] {
  const left = timelines.map((entries) => [...entries]);
  const newestFirst: TimelineEntry[] = [];
  for (;;) {
    let newest: TimelineEntry[] | undefined;
    let latest: Instant | undefined;
    for (const entries of left) {
      const at = entries.at(-1)?.at;
      if (at !== undefined && (latest === undefined || at >= latest)) [newest, latest] = [entries, at];
    }
    const entry = newest?.pop();
    if (entry === undefined) return newestFirst.reverse();
    newestFirst.push(entry);
  }
}
