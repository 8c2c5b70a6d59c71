import { credentialDecider, type CredentialState } from '#domain/credential/credential.js';
import type { ApplicationId, CredentialId } from '#domain/kernel/brand.js';
import type { EventLog } from '#event-sourcing/event-log.js';
import { credentialIdOf } from '../ids.js';
import { streams } from '../streams.js';

export interface CredentialOfCase {
  readonly credentialId: CredentialId;
  /** `none`: it is on its way, or never comes. */
  readonly state: CredentialState;
}

/** The credential that an application led to, and those that followed it by an officer's decision, in their order. */
export async function credentialsOfCase(
  log: EventLog,
  applicationId: ApplicationId,
): Promise<readonly [CredentialOfCase, ...CredentialOfCase[]]> {
  const load = async (credentialId: CredentialId): Promise<CredentialOfCase> => ({
    credentialId,
    state: (await log.load(credentialDecider, streams.credential(credentialId, applicationId))).state,
  });
  const first = await load(credentialIdOf(applicationId));
  const later: CredentialOfCase[] = [];
  for (let { state } = first; state.phase === 'revoked' && state.replacement !== undefined;) {
    const next = await load(state.replacement.by);
    later.push(next);
    ({ state } = next);
  }
  return [first, ...later];
}
