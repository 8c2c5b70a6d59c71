import type { Instant } from '#decider/brand.js';
import type { DeclaredCollection } from '#runtime/mongodb/collections.js';

/** How far one walk over the credentials has come. */
export interface WalkDocument {
  /** The deadline that it is carried out by, `directive-credentials:D-1:from`. */
  readonly _id: string;
  /** What it looks at the credentials for: when that changes it begins anew. */
  readonly reason: string;
  /** The last one that was looked at, as its expiry's deadline names it; empty: none was. */
  readonly after: string;
  readonly done: number;
  /** Credentials there were when it began; when it is finished, as many as it looked at. */
  readonly total: number;
  readonly startedAt: Instant;
  /** Null: it is under way. */
  readonly finishedAt: Instant | null;
}

/** As people are told: of credentials issued meanwhile it may have met more than there were. */
export function shownTotal({ done, total }: Pick<WalkDocument, 'done' | 'total'>): number {
  return Math.max(done, total);
}

/** Few: two for each directive that reaches identities, and one for the policy. */
export const CREDENTIAL_WALKS: DeclaredCollection = { name: 'credential-walks', indexes: [] };
