import type { Envelope } from '#event-sourcing/envelope.js';
import type { ApplicationStatusDocument, TimelineEntry } from './document.js';
import { applicationStatusProjection } from './projection.js';
import { merged } from './timeline.js';

/** Entries of one page. */
export const TIMELINE_PAGE = 100;

/** All that the timeline ever said, oldest first, from the events of each of the case's streams. */
export function timelineOf(streams: readonly (readonly Envelope[])[]): readonly TimelineEntry[] {
  return merged(streams.map(entriesOf));
}

/** What the document would have kept after each event, if it kept everything. */
function entriesOf(envelopes: readonly Envelope[]): readonly TimelineEntry[] {
  let document: ApplicationStatusDocument | null = null;
  const entries = new Set<TimelineEntry>(); // a fold keeps the entries that were there
  for (const envelope of envelopes) {
    document = applicationStatusProjection.fold(document, envelope);
    for (const section of [document?.application, document?.fees, document?.credential])
      for (const entry of section?.timeline ?? []) entries.add(entry);
  }
  return [...entries];
}

/** The page before the entry with this id; undefined: there is no such entry. */
export function pageBefore(all: readonly TimelineEntry[], before: string): TimelinePage | undefined {
  const at = all.findIndex(({ id }) => id === before);
  return at < 0 ? undefined : lastPage(all.slice(0, at), 0);
}

export interface TimelinePage {
  /** Oldest first. */
  readonly entries: readonly TimelineEntry[];
  /** The oldest of them, when there are older ones. */
  readonly earlier: string | null;
}

/** The newest page of these, before which there are so many more. */
export function lastPage(entries: readonly TimelineEntry[], older: number): TimelinePage {
  const page = entries.slice(-TIMELINE_PAGE);
  const more = older > 0 || page.length < entries.length;
  return { entries: page, earlier: more ? (page[0]?.id ?? null) : null };
}
