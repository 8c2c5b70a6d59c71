import { createHash } from 'node:crypto';
import type { PassportDetails } from '#domain/application/case-terms.js';
import { OCCUPATION, type TestPerson } from '#domain/testing/people.js';

/* What an applicant's way through the service sends, step by step, whoever sends it. */

/** The body of a start: a renewal. */
export const startBody = ({ iqamaNumber }: Pick<TestPerson, 'iqamaNumber'>, category = 'employee') => ({
  applicant: { kind: 'renewal', iqamaNumber },
  category,
  channel: 'app',
});

/** The body of the details. `period`: months. */
export const detailsBody = <P extends PassportDetails>(
  { passport, sponsorNumber }: { readonly passport: P; readonly sponsorNumber: string },
  period = 12,
) => ({ period, occupation: OCCUPATION, passport, sponsorNumber });

/** What a renewal has to have attached. */
export const DOCUMENTS = ['passport-copy', 'photo'] as const;

/** The body of a document: which one it is follows from the case. */
export const documentBody = (id: string, kind: string) => ({
  kind,
  mediaType: 'image/jpeg',
  size: 48_213,
  sha256: createHash('sha256').update(`${id}/${kind}`).digest('hex'),
});

/** What SADAD tells of a bill that was paid; `more` says what is different. */
export const paymentBody = (
  { billNumber, amount }: { readonly billNumber: string; readonly amount: number },
  more: object = {},
) => ({ billNumber, amount, paymentId: `pay-${billNumber}`, paidAt: new Date().toISOString(), ...more });

/** A renewal's fact without which there is no bill: it took effect before whatever is told of the residency otherwise. */
export const CATEGORY_TOLD_AT = '2026-01-01T09:00:00Z';
