import type { CredentialId } from '#domain/kernel/brand.js';
import type { ApplicationStatus } from './document.js';

/** How new a status has to be: which events of the case it must contain, and how long that is waited for. */
export interface Freshness {
  /** Up to this revision of `application-{id}`. */
  readonly minRevision?: bigint;
  /** Up to this revision of `fees-{id}`. */
  readonly minFeesRevision?: bigint;
  /** Up to this revision of this one of the case's credentials. */
  readonly minCredential?: { readonly credentialId: CredentialId; readonly revision: bigint };
  /** Milliseconds, 0 (default) to 10,000. */
  readonly waitMs?: number;
}

/** Whether the status contains what is asked for. */
export function isNewEnough(
  status: Pick<ApplicationStatus, 'revision' | 'feesRevision' | 'credentialRevision' | 'credential'>,
  { minRevision, minFeesRevision, minCredential }: Freshness,
): boolean {
  const { revision, feesRevision } = status;
  return (
    (minRevision === undefined || revision >= minRevision) &&
    (minFeesRevision === undefined || feesRevision >= minFeesRevision) &&
    (minCredential === undefined || contains(status, minCredential))
  );
}

/** One that another followed since is known as it ended. */
function contains(
  { credential, credentialRevision }: Pick<ApplicationStatus, 'credentialRevision' | 'credential'>,
  { credentialId, revision }: NonNullable<Freshness['minCredential']>,
): boolean {
  if (credential === null) return false;
  if (credential.credentialId === credentialId) return credentialRevision >= revision;
  return credential.former.some((one) => one.credentialId === credentialId);
}
