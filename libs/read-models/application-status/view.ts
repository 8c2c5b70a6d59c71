import { revisionOf } from '../runtime/applied.js';
import type { Stored } from '../runtime/stored.js';
import type { ApplicationStatus, ApplicationStatusDocument, TimelineEntry } from './document.js';

/** Sections side by side become one status; null while the application itself has not been seen. */
export function statusOf(stored: Stored<ApplicationStatusDocument> | null): ApplicationStatus | null {
  if (stored?.application === undefined) return null;
  const fees = stored.fees ?? null;
  const credential = stored.credential ?? null;
  return {
    ...stored.application,
    revision: revisionOf(stored.guard.applied, `application-${stored._id}`),
    feesRevision: revisionOf(stored.guard.applied, `fees-${stored._id}`),
    fees,
    credential,
    timeline: merge([stored.application.timeline, fees?.timeline ?? [], credential?.timeline ?? []]),
  };
}

/** By time; at the same instant in the order of the list, so that the same sections always read the same. */
function merge(timelines: readonly (readonly TimelineEntry[])[]): readonly TimelineEntry[] {
  return timelines.flat().sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
