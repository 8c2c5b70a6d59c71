import { type ApplicationState, isClosed, isStarted } from '../application/application.js';
import type { CredentialState } from '../credential/credential.js';
import { available, type FeesState, refundPending, reserved } from '../fees/fees.js';
import type { ApplicationId, CredentialId } from '../kernel/brand.js';
import type { RefusalDetail } from '#decider/decider.js';

/** Everything the log has of one case of the person. */
export interface CaseOfPerson {
  readonly applicationId: ApplicationId;
  readonly application: ApplicationState;
  readonly fees: FeesState;
  /** The one it led to, and those that followed it by an officer's decision; `none`: it is not there yet. */
  readonly credentials: readonly { readonly credentialId: CredentialId; readonly state: CredentialState }[];
}

export type BlockerCode = 'case-open' | 'money-unsettled' | 'credential-not-ended';

/**
 * Every reason why the person's data may not be erased yet: a case that is open, money that is neither spent on a
 * service nor back with the payer, a credential that has not ended. Each needs the person still.
 */
export function blockersOf(cases: readonly CaseOfPerson[]): readonly RefusalDetail[] {
  return cases.flatMap(({ applicationId, application, fees, credentials }) => [
    ...(isOpen(application) || isOnItsWay(application, credentials)
      ? [blocker(`applications/${applicationId}`, 'case-open')]
      : []),
    ...(isSettled(fees) ? [] : [blocker(`fees/${applicationId}`, 'money-unsettled')]),
    ...credentials
      .filter(({ state }) => state.phase === 'active' || state.phase === 'suspended')
      .map(({ credentialId }) => blocker(`credentials/${credentialId}`, 'credential-not-ended')),
  ]);
}

/** A start that has not followed its slot yet is one too: it will follow, or be given up within the minute. */
function isOpen(application: ApplicationState): boolean {
  return application.phase === 'none' || (isStarted(application) && !isClosed(application));
}

/** The issue is decided, or that another follows, and the credential is not there yet. */
function isOnItsWay(application: ApplicationState, credentials: CaseOfPerson['credentials']): boolean {
  return application.phase === 'issued' && credentials.some(({ state }) => state.phase === 'none');
}

function blocker(at: string, code: BlockerCode): RefusalDetail {
  return { at, code };
}

/** All that was received is spent or paid back, and no payment is in doubt. */
function isSettled(fees: FeesState): boolean {
  return (
    available(fees) === 0 &&
    reserved(fees) === 0 &&
    refundPending(fees) === 0 &&
    fees.outcomeUnknown === undefined
  );
}
