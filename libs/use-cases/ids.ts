import { uuidV5 } from '#runtime/uuid-v5.js';
import type { ApplicationId, CredentialId } from '#domain/kernel/brand.js';

/**
 * Ids follow from what caused them, so that whoever repeats a command, a reaction or a repair arrives at the same
 * ids, and the log recognises the repetition.
 */
export function derivedId(cause: string, what: string): string {
  return uuidV5(what, cause);
}

/** The application a start command begins: the same command begins the same one. */
export function applicationIdOf(commandId: string): ApplicationId {
  return derivedId(commandId, 'application') as ApplicationId; // a fresh id is made here and nowhere else
}

/** An application leads to one credential at most; what follows one that was revoked is not of the application's making. */
export function credentialIdOf(applicationId: ApplicationId): CredentialId {
  return derivedId(applicationId, 'credential') as CredentialId; // likewise
}

/** What follows a credential that was revoked: one at most. */
export function replacementIdOf(credentialId: CredentialId): CredentialId {
  return derivedId(credentialId, 'replacement') as CredentialId; // likewise
}
