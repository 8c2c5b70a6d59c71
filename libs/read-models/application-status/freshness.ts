import type { ApplicationStatus } from './document.js';

/** How new a status has to be: which events of the case it must contain, and how long that is waited for. */
export interface Freshness {
  /** Up to this revision of `application-{id}`. */
  readonly minRevision?: bigint;
  /** Up to this revision of `fees-{id}`. */
  readonly minFeesRevision?: bigint;
  /** Up to this revision of the case's credential. */
  readonly minCredentialRevision?: bigint;
  /** Milliseconds, 0 (default) to 10,000. */
  readonly waitMs?: number;
}

/** Whether the status contains what is asked for. */
export function isNewEnough(
  {
    revision,
    feesRevision,
    credentialRevision,
  }: Pick<ApplicationStatus, 'revision' | 'feesRevision' | 'credentialRevision'>,
  { minRevision, minFeesRevision, minCredentialRevision }: Freshness,
): boolean {
  return (
    (minRevision === undefined || revision >= minRevision) &&
    (minFeesRevision === undefined || feesRevision >= minFeesRevision) &&
    (minCredentialRevision === undefined || credentialRevision >= minCredentialRevision)
  );
}
