import type { Applicant } from '#domain/application/case-terms.js';
import type { MaskedIdentity } from './document.js';

/** What of an identity number may be shown and asked for. */
export function masked(applicant: Applicant): MaskedIdentity {
  const number = applicant.kind === 'renewal' ? applicant.iqamaNumber : applicant.borderNumber;
  const lastFour = number.slice(-4);
  const hidden = '*'.repeat(Math.max(number.length - 5, 0));
  return { kind: applicant.kind, masked: `${number.slice(0, 1)}${hidden}${lastFour}`, lastFour };
}
