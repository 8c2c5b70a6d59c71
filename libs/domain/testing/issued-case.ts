import { CONDITION_IDS } from '../conditions/outcome.js';
import type { Subject } from '#decider/brand.js';
import type { DomainEvent } from '#decider/decider.js';
import type { ApplicationId, CredentialId, TrackingNumber } from '../kernel/brand.js';
import {
  applicationEvents as application,
  credentialEvents,
  feesEvents as fees,
  outcome,
  withData,
} from './case-events.js';

/** Whose case it is. */
export interface CaseNames {
  readonly id: ApplicationId;
  readonly credentialId: CredentialId;
  readonly subject: Subject;
  readonly iqamaNumber: string;
}

/** What one command appended to one of the case's streams. */
export interface Appended {
  readonly category: 'application' | 'fees' | 'credential';
  readonly events: readonly DomainEvent[];
  /** The step of issuing it was: whoever reacts to the approval finds it done. */
  readonly step?: string;
}

/** A renewal from start to issue, append by append. */
export function issuedCase({ id, credentialId, subject, iqamaNumber }: CaseNames): readonly Appended[] {
  const of = (category: Appended['category'], event: DomainEvent): Appended => ({
    category,
    events: [event],
  });
  const trackingNumber = id as string as TrackingNumber; // all that matters here is that each has another
  const started = {
    ...withData(application.ApplicationStarted, { applicationId: id, trackingNumber, subject }),
    personal: { applicant: { kind: 'renewal', iqamaNumber } },
  };
  const satisfied = {
    ...withData(application.ScreeningCompleted, { result: 'satisfied' }),
    personal: {
      changed: CONDITION_IDS.map((condition) =>
        outcome({ condition, state: 'satisfied', reason: 'satisfied', remedy: 'nothing' }),
      ),
    },
  };
  return [
    of('application', started),
    of('application', application.DetailsProvided),
    of('application', application.DocumentAttached),
    of('fees', fees.BillIssued),
    of('fees', fees.PaymentReceived),
    of('application', application.ReviewDeclared),
    of('application', application.ApplicationSubmitted),
    of('application', satisfied),
    of('fees', fees.FundsReserved),
    of('application', application.ApplicationApproved),
    { ...of('fees', fees.FundsConsumed), step: 'issue:fees' },
    of(
      'credential',
      withData(credentialEvents.CredentialIssued, { credentialId, applicationId: id, subject }),
    ),
    of('application', withData(application.IdentityIssued, { credentialId })),
  ];
}
