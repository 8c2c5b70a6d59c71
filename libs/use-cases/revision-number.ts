import type { Loaded } from '#event-sourcing/event-log.js';

/** How far a stream was read, as what was known names it; -1: there is none. */
export function revisionNumber(revision: Loaded<unknown>['revision']): number {
  return revision === 'no_stream' ? -1 : Number(revision);
}
