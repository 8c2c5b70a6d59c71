import { appliedRevisionOf } from '#projections/applied.js';
import type { Stored } from '#projections/stored.js';
import { entriesOf } from './credential-section.js';
import type { ApplicationStatus, ApplicationStatusDocument, CredentialSection } from './document.js';
import { merged, NO_TIMELINE } from './timeline.js';

/** As this release reads it, whichever wrote it. */
export function credentialOf(section: CredentialSection): CredentialSection {
  const [last, ...former] = entriesOf(section);
  return { ...last, former };
}

/** Sections side by side become one status; null while the application itself has not been seen. */
export function statusOf(stored: Stored<ApplicationStatusDocument> | null): ApplicationStatus | null {
  if (stored?.application === undefined) return null;
  const fees = stored.fees ?? null;
  const credential = stored.credential === undefined ? null : credentialOf(stored.credential);
  const issued = credential === null ? [] : [...credential.former.toReversed(), credential];
  const timelines = [stored.application, fees ?? NO_TIMELINE, ...issued];
  return {
    ...stored.application,
    revision: appliedRevisionOf(stored.guard.applied, `application-${stored._id}`),
    feesRevision: appliedRevisionOf(stored.guard.applied, `fees-${stored._id}`),
    credentialRevision:
      credential === null
        ? -1n
        : appliedRevisionOf(stored.guard.applied, `credential-${credential.credentialId}`),
    fees,
    credential,
    requests: stored.request?.open ?? [],
    timeline: merged(timelines.map(({ timeline }) => timeline)),
    timelineBefore: timelines.reduce((sum, { timelineBefore }) => sum + timelineBefore, 0),
  };
}
