import { createHash } from 'node:crypto';
import type { CaseFile, FactStep, OfficerStep } from './case-file.js';
import { instantFrom, withDates } from './dates.js';

/** What the steps of a case file are on the wire. */

export interface BillToPay {
  readonly billNumber: string;
  /** Halalas. */
  readonly amount: number;
}

/** `iqama:2…` or `border:3…` as the API takes an applicant. */
export function applicantOf(identity: string): Readonly<Record<string, string | undefined>> {
  const [kind, number] = identity.split(':');
  return kind === 'border'
    ? { kind: 'first-issue', borderNumber: number }
    : { kind: 'renewal', iqamaNumber: number };
}

/** A CloudEvent of an internal service. Its id is the case's own, so that cases do not meet. */
export function factEvent({ key, identity }: CaseFile, step: FactStep, now: number): object {
  return {
    specversion: '1.0',
    type: `hawiya.fact.${step.kind}.v1`,
    source: `/${step.source}`,
    id: `${key}-${step.id}`,
    time: instantFrom(step.effective, now),
    ...(step.kind.startsWith('directive') ? {} : { subject: identity }),
    ...(step.corrects === undefined ? {} : { corrects: `${key}-${step.corrects}` }),
    datacontenttype: 'application/json',
    data: withDates(step.data ?? {}, now, Date.now()),
  };
}

/** Where an officer's step is asked for, and what it says; `credentialId`: the identity of the case, if it has one. */
export function officerAsks(
  step: OfficerStep,
  credentialId: string | undefined,
): { readonly path: string; readonly body?: object } {
  if ('claim' in step) return { path: '/review-claim' };
  if ('confirmHolder' in step) return { path: '/number-holder', body: step.confirmHolder };
  if ('replace' in step)
    return { path: `/credentials/${credentialId ?? 'not-issued'}/replacement`, body: step.replace };
  return { path: '/decision', body: step.decide };
}

export function documentBody(caseName: string, kind: string): object {
  return {
    kind,
    mediaType: kind === 'photo' ? 'image/jpeg' : 'application/pdf',
    size: 48_213,
    sha256: createHash('sha256').update(`${caseName}/${kind}`).digest('hex'),
  };
}

/** SADAD's notification of a payment: of the bill's amount, unless another is given. */
export function paymentBody({ billNumber, amount }: BillToPay, halalas = amount, now: number): object {
  return {
    billNumber,
    paymentId: `${billNumber}-${halalas}`,
    amount: halalas,
    paidAt: instantFrom('today', now),
    bank: 'SABB',
  };
}
