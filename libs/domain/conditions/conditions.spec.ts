import { describe, expect, it } from '@jest/globals';
import type { HeldCredential } from '../credential/held.js';
import type { Directive } from '../directives/directives.js';
import { day, instant } from '../resident/testing/arbitrary-fact.js';
import { accountActive } from './account-active.js';
import { biometricsOnFile } from './biometrics-on-file.js';
import { directivesMet } from './directives-met.js';
import { healthInsuranceActive } from './health-insurance-active.js';
import { medicalPassed } from './medical-passed.js';
import { noAbsenceReport } from './no-absence-report.js';
import { noViolations } from './no-violations.js';
import { sponsorKnown } from './sponsor-known.js';
import { decides, type Row } from './testing/decides.js';
import { erased, fact, FIRST_ISSUE, findingOf, NO_DETAILS, status } from './testing/evidence.js';
import { validIqama } from './valid-iqama.js';
import type { Service } from '../application/case-terms.js';

const recorded = (violationId: string) =>
  fact('violation-recorded', { violationId, amount: 30000 }, `2026-01-0${violationId}`);
const settled = (violationId: string) =>
  fact('violation-settled', { violationId }, `2026-02-0${violationId}`);
const objected = (violationId: string) =>
  fact('violation-objected', { violationId }, `2026-02-0${violationId}`);

decides(noViolations, [
  ['no-violations', 'satisfied', 'nothing', 'none known', {}],
  ['violations-outstanding', 'failed', 'applicant', 'one recorded', { facts: [recorded('1')] }],
  ['no-violations', 'satisfied', 'nothing', 'settled', { facts: [recorded('1'), settled('1')] }],
  [
    'violations-outstanding',
    'failed',
    'applicant',
    'one of two settled',
    { facts: [recorded('1'), recorded('2'), settled('1')] },
  ],
  ['violations-objected', 'failed', 'officer', 'objected to', { facts: [recorded('1'), objected('1')] }],
  [
    'violations-outstanding',
    'failed',
    'applicant',
    'one of two objected to',
    { facts: [recorded('1'), recorded('2'), objected('1')] },
  ],
  ['erased', 'pending', 'wait', 'recorded, then erased', { facts: [erased(recorded('1'))] }],
  ['erased', 'pending', 'wait', 'erased, then settled', { facts: [erased(recorded('1')), settled('1')] }],
  [
    'violations-outstanding',
    'failed',
    'applicant',
    'one erased, one recorded since',
    { facts: [erased(recorded('1')), recorded('2')] },
  ],
]);

const exam = (result: 'fit' | 'unfit' | 'pending', until?: string, on?: string, centre = 'Efada 020') =>
  fact(
    'medical-exam-reported',
    { result, centre, ...(until === undefined ? {} : { validUntil: day(until) }) },
    on,
  );
const employed = (occupation: string) =>
  fact('employment-registered', { occupation, employer: '7001234567', from: day('2024-02-01') });

const EMPLOYEE = status({ status: 'valid', category: 'employee' });

decides(medicalPassed, [
  ['medical-not-reported', 'pending', 'wait', 'first issue, not examined', { case: FIRST_ISSUE }],
  [
    'medical-result-pending',
    'pending',
    'wait',
    'first issue, no result',
    { case: FIRST_ISSUE, facts: [exam('pending')] },
  ],
  [
    'medical-fit',
    'satisfied',
    'nothing',
    'first issue, then fit',
    { case: FIRST_ISSUE, facts: [exam('pending'), exam('fit', '2026-03-01', '2026-02-01')] },
  ],
  [
    'medical-expired',
    'failed',
    'applicant',
    'first issue, a day late',
    { case: FIRST_ISSUE, facts: [exam('fit', '2026-02-28')] },
  ],
  [
    'medical-unfit',
    'failed',
    'applicant',
    'first issue, unfit',
    { case: FIRST_ISSUE, facts: [exam('unfit')] },
  ],
  [
    'medical-not-reported',
    'pending',
    'wait',
    'first issue of a premium resident',
    { case: { ...FIRST_ISSUE, category: 'premium' } },
  ],
  [
    'medical-fit',
    'satisfied',
    'nothing',
    'last day by the policy',
    { case: FIRST_ISSUE, facts: [exam('fit', undefined, '2025-12-01')] },
  ],
  [
    'medical-expired',
    'failed',
    'applicant',
    'a day late by the policy',
    { case: FIRST_ISSUE, facts: [exam('fit', undefined, '2025-11-30')] },
  ],
  ...(['fit', 'unfit', 'pending'] as const).map(
    (result) =>
      [
        'medical-centre-not-accredited',
        'failed',
        'applicant',
        `${result}, in a centre that is on no list`,
        { case: FIRST_ISSUE, facts: [exam(result, '2026-12-31', '2026-02-01', 'Efada 999')] },
      ] as const,
  ),
  [
    'medical-centre-not-accredited',
    'failed',
    'applicant',
    'in a centre that had lost its accreditation',
    { case: FIRST_ISSUE, facts: [exam('fit', '2026-12-31', '2025-07-01', 'EFADA-207')] },
  ],
  [
    'medical-fit',
    'satisfied',
    'nothing',
    'in a centre that lost its accreditation the day after, by its id in other digits',
    { case: FIRST_ISSUE, facts: [exam('fit', '2026-12-31', '2025-06-30', 'efada ٢٠٧')] },
  ],
  [
    'medical-fit',
    'satisfied',
    'nothing',
    'in a centre by its Arabic name',
    { case: FIRST_ISSUE, facts: [exam('fit', '2026-12-31', '2026-02-01', 'مركز إفادة ٠٢٠')] },
  ],
  [
    'occupation-differs',
    'failed',
    'applicant',
    'renewal of an accountant who enters a cook',
    { case: { occupation: '5120' }, facts: [employed('2411')] },
  ],
  [
    'occupation-differs',
    'failed',
    'applicant',
    'renewal of a cook who enters an accountant',
    { case: { occupation: '2411' }, facts: [employed('5120')] },
  ],
  [
    'medical-not-needed',
    'not-applicable',
    'nothing',
    'renewal of a dependant',
    { case: { category: 'dependant', occupation: undefined } },
  ],
  [
    'medical-not-reported',
    'pending',
    'wait',
    'renewal of a cook who enters nothing',
    { case: { occupation: undefined }, facts: [employed('5120')] },
  ],
  [
    'occupation-differs',
    'failed',
    'applicant',
    'renewal of a cook who enters XX-99',
    { case: { occupation: 'XX-99' }, facts: [employed('5120')] },
  ],
  [
    'occupation-differs',
    'failed',
    'applicant',
    'first issue of an accountant who enters a cook, whose category was erased',
    {
      case: { ...FIRST_ISSUE, occupation: '5120' },
      registered: false,
      facts: [erased(EMPLOYEE), employed('2411'), exam('fit', '2026-12-31')],
    },
  ],
  [
    'occupation-differs',
    'failed',
    'officer',
    'renewal of a cook who insists on XX-99',
    { case: { occupation: 'XX-99', insists: true }, facts: [employed('5120')] },
  ],
  [
    'occupation-differs',
    'failed',
    'applicant',
    'first issue, another occupation on record',
    { case: { ...FIRST_ISSUE, occupation: '2142' }, facts: [employed('5120')] },
  ],
  [
    'medical-not-reported',
    'pending',
    'wait',
    'renewal of a cook who claims to be a premium resident',
    { case: { category: 'premium', occupation: undefined }, facts: [EMPLOYEE, employed('5120')] },
  ],
  [
    'medical-not-needed',
    'not-applicable',
    'nothing',
    'renewal of an accountant',
    { facts: [employed('2411')] },
  ],
  ['category-not-reported', 'pending', 'wait', 'renewal, no category told', { registered: false }],
  [
    'erased',
    'pending',
    'wait',
    'renewal, the category was erased',
    { registered: false, facts: [erased(EMPLOYEE)] },
  ],
  [
    'employment-not-reported',
    'pending',
    'wait',
    'renewal of an employee of whom labour has told nothing',
    { registered: false, facts: [EMPLOYEE] },
  ],
  [
    'erased',
    'pending',
    'wait',
    'renewal of an employee, the employment was erased',
    { facts: [EMPLOYEE, erased(employed('5120'))] },
  ],
  [
    'employment-ended',
    'failed',
    'applicant',
    'renewal of an employee who is employed no more',
    { facts: [EMPLOYEE, employed('5120'), fact('employment-ended', {}, '2026-02-01')] },
  ],
  [
    'erased',
    'pending',
    'wait',
    'first issue, unfit, then erased',
    { case: FIRST_ISSUE, facts: [erased(exam('unfit'))] },
  ],
  [
    'medical-fit',
    'satisfied',
    'nothing',
    'first issue, erased, then examined again',
    { case: FIRST_ISSUE, facts: [erased(exam('unfit')), exam('fit', '2026-03-01', '2026-02-01')] },
  ],
]);

const HELD: HeldCredential = {
  credentialId: 'c1' as HeldCredential['credentialId'],
  validUntil: day('2026-04-30'),
  phase: 'suspended',
  issuedAt: instant('2025-05-01T09:00:00Z'),
  lateRenewals: 0,
};
const report = { reportId: 'r1' };
const reported = fact('absence-reported', report, '2026-02-01');
const confirmedBefore = [
  fact('absence-reported', { reportId: 'r0' }, '2026-01-02'),
  fact('absence-confirmed', { reportId: 'r0' }, '2026-01-20'),
];
const graceUntil = (until: string) =>
  fact('absence-reported', { ...report, graceUntil: instant(until) }, '2026-02-01');

decides(noAbsenceReport, [
  ['no-absence-report', 'satisfied', 'nothing', 'none known', {}],
  ['absence-reported', 'failed', 'wait', 'within the sixty days', { facts: [reported] }],
  [
    'absence-reported',
    'failed',
    'wait',
    'at the end of the sixty days',
    { facts: [reported], at: instant('2026-04-02T09:00:00Z') },
  ],
  [
    'absence-grace-over',
    'failed',
    'wait',
    'after the sixty days',
    { facts: [reported], at: instant('2026-04-02T09:00:00.001Z') },
  ],
  [
    'absence-grace-over',
    'failed',
    'wait',
    'domestic worker, after the fifteen days',
    { case: { category: 'domestic-worker' }, facts: [reported] },
  ],
  [
    'absence-grace-over',
    'failed',
    'wait',
    'after what the report says',
    { facts: [graceUntil('2026-02-20T00:00:00Z')] },
  ],
  [
    'absence-confirmed',
    'failed',
    'none',
    'confirmed',
    { facts: [reported, fact('absence-confirmed', report, '2026-02-10')] },
  ],
  [
    'absence-cancelled',
    'satisfied',
    'nothing',
    'cancelled',
    { facts: [reported, fact('absence-cancelled', report, '2026-02-10')] },
  ],
  [
    'absence-appealed',
    'failed',
    'officer',
    'appealed',
    { facts: [reported, fact('absence-appealed', report, '2026-02-10')] },
  ],
  [
    'absence-appeal-claimed',
    'failed',
    'officer',
    'reported, and the person has stated an appeal',
    { case: { appealedReports: ['r1'] }, facts: [reported] },
  ],
  [
    'absence-appeal-claimed',
    'failed',
    'officer',
    'the same after the grace',
    {
      case: { appealedReports: ['r1'] },
      facts: [reported],
      at: instant('2026-04-02T09:00:00.001Z'),
    },
  ],
  [
    'absence-appeal-claimed',
    'failed',
    'officer',
    'confirmed, and an appeal stated',
    {
      case: { appealedReports: ['r1'] },
      facts: [reported, fact('absence-confirmed', report, '2026-02-10')],
    },
  ],
  [
    'absence-appeal-claimed',
    'failed',
    'officer',
    'an id written in the other form of Unicode',
    {
      case: { appealedReports: ['caf\u00e9'] },
      facts: [fact('absence-reported', { reportId: 'cafe\u0301' }, '2026-02-01')],
    },
  ],
  [
    'absence-appeal-claimed',
    'failed',
    'officer',
    'an appeal stated as the holder of the identity that is renewed',
    { held: { ...HELD, appealedReports: ['r1'] }, facts: [reported] },
  ],
  [
    'absence-reported',
    'failed',
    'wait',
    'one confirmed and contested, another reported and not',
    { case: { appealedReports: ['r0'] }, facts: [...confirmedBefore, reported] },
  ],
  [
    'absence-confirmed',
    'failed',
    'none',
    'one reported and contested, another confirmed and not',
    { case: { appealedReports: ['r1'] }, facts: [...confirmedBefore, reported] },
  ],
  [
    'absence-appealed',
    'failed',
    'officer',
    'one contested here, the other with labour',
    {
      case: { appealedReports: ['r0'] },
      facts: [...confirmedBefore, reported, fact('absence-appealed', report, '2026-02-10')],
    },
  ],
  [
    'absence-appeal-claimed',
    'failed',
    'officer',
    'two, and both contested',
    { case: { appealedReports: ['r1', 'r0'] }, facts: [...confirmedBefore, reported] },
  ],
  [
    'absence-reported',
    'failed',
    'wait',
    'an appeal stated against another report',
    { case: { appealedReports: ['r0'] }, facts: [reported] },
  ],
  ...(
    [
      ['absence-appealed', 'failed', 'officer', fact('absence-appealed', report, '2026-02-10')],
      [
        'absence-appeal-dismissed',
        'failed',
        'none',
        fact('appeal-decided', { ...report, outcome: 'dismissed' }, '2026-02-10'),
      ],
      [
        'absence-void',
        'satisfied',
        'nothing',
        fact('appeal-decided', { ...report, outcome: 'upheld' }, '2026-02-10'),
      ],
      ['absence-cancelled', 'satisfied', 'nothing', fact('absence-cancelled', report, '2026-02-10')],
    ] as const
  ).map(([reason, state, remedy, told]): Row => [
    reason,
    state,
    remedy,
    `stated, and labour tells ${told.kind}: its word counts`,
    { case: { appealedReports: ['r1'] }, facts: [reported, told] },
  ]),
  [
    'absence-void',
    'satisfied',
    'nothing',
    'appeal upheld',
    { facts: [reported, fact('appeal-decided', { ...report, outcome: 'upheld' }, '2026-02-10')] },
  ],
  [
    'absence-appeal-dismissed',
    'failed',
    'none',
    'appeal dismissed',
    { facts: [reported, fact('appeal-decided', { ...report, outcome: 'dismissed' }, '2026-02-10')] },
  ],
  [
    'erased',
    'pending',
    'wait',
    'confirmed, then erased',
    { facts: [erased(reported), erased(fact('absence-confirmed', report, '2026-02-10'))] },
  ],
  [
    'absence-reported',
    'failed',
    'wait',
    'erased, then reported again',
    { facts: [erased(fact('absence-confirmed', report, '2026-01-10')), reported] },
  ],
]);

decides(accountActive, [
  ['account-not-reported', 'pending', 'wait', 'nothing reported', {}],
  ['account-active', 'satisfied', 'nothing', 'activated', { facts: [fact('account-activated', {})] }],
  [
    'account-suspended',
    'failed',
    'applicant',
    'suspended since',
    { facts: [fact('account-activated', {}), fact('account-suspended', {}, '2026-02-01')] },
  ],
  ['erased', 'pending', 'wait', 'activated, then erased', { facts: [erased(fact('account-activated', {}))] }],
]);

const sponsoredBy = (sponsorNumber: string | null) => fact('sponsorship-changed', { sponsorNumber });

decides(sponsorKnown, [
  [
    'sponsor-not-needed',
    'not-applicable',
    'nothing',
    'premium',
    { case: { category: 'premium', sponsorNumber: undefined } },
  ],
  ['sponsor-number-awaited', 'pending', 'applicant', 'no details yet', { case: NO_DETAILS }],
  [
    'sponsor-number-awaited',
    'failed',
    'applicant',
    'details without it',
    { case: { sponsorNumber: undefined } },
  ],
  ['sponsor-not-reported', 'pending', 'wait', 'nothing on record', {}],
  ['sponsor-none-on-record', 'failed', 'applicant', 'none on record', { facts: [sponsoredBy(null)] }],
  ['category-not-reported', 'pending', 'wait', 'no category told', { registered: false }],
  [
    'sponsor-known',
    'satisfied',
    'nothing',
    'of an employee who claims to be a premium resident',
    { case: { category: 'premium' }, facts: [EMPLOYEE, sponsoredBy('7001234567')] },
  ],
  [
    'sponsor-number-awaited',
    'failed',
    'applicant',
    'an employee who claims to be a premium resident enters none',
    { case: { category: 'premium', sponsorNumber: undefined }, facts: [EMPLOYEE] },
  ],
  [
    'sponsor-differs',
    'failed',
    'officer',
    'another on record, and the applicant insists',
    { case: { insists: true }, facts: [sponsoredBy('7009999999')] },
  ],
  ['sponsor-differs', 'failed', 'applicant', 'another on record', { facts: [sponsoredBy('7009999999')] }],
  ['sponsor-known', 'satisfied', 'nothing', 'the same on record', { facts: [sponsoredBy('7001234567')] }],
  ['erased', 'pending', 'wait', 'the record was erased', { facts: [erased(sponsoredBy('7001234567'))] }],
  [
    'details-erased',
    'failed',
    'applicant',
    'the details were erased',
    { case: { passport: 'erased', sponsorNumber: undefined } },
  ],
]);

const directive = (effect: Directive['effect']): Directive => ({
  directiveId: `d-${effect}`,
  title: { ar: 'تعليمات', en: 'A directive' },
  covers: {},
  from: instant('2026-01-01T00:00:00Z'),
  source: 'the gazette',
  effect,
});

decides(directivesMet, [
  ['no-directive', 'satisfied', 'nothing', 'none in force', {}],
  [
    'directive-stops',
    'failed',
    'wait',
    'one that stops',
    { directives: [directive('officer'), directive('stop')] },
  ],
  [
    'directive-needs-officer',
    'failed',
    'officer',
    'one for an officer',
    { directives: [directive('officer')] },
  ],
  [
    'directive-stops',
    'failed',
    'wait',
    'one that stops until it ends',
    { directives: [{ ...directive('stop'), until: instant('2026-04-01T00:00:00Z') }] },
  ],
]);

decides(biometricsOnFile, [
  ['biometrics-not-needed', 'not-applicable', 'nothing', 'first issue', { case: FIRST_ISSUE }],
  ['biometrics-not-reported', 'pending', 'wait', 'nothing said', { facts: [status({ status: 'valid' })] }],
  [
    'biometrics-on-file',
    'satisfied',
    'nothing',
    'said once',
    {
      facts: [
        status({ status: 'valid', biometricsOnFile: true }),
        status({ status: 'expired' }, '2026-02-01'),
      ],
    },
  ],
  [
    'biometrics-missing',
    'failed',
    'applicant',
    'said to be missing',
    { facts: [status({ status: 'valid', biometricsOnFile: false })] },
  ],
  [
    'erased',
    'pending',
    'wait',
    'said once, then erased',
    { facts: [erased(status({ status: 'valid', biometricsOnFile: false }))] },
  ],
]);

const insured = (active: boolean, until?: string) =>
  fact('insurance-changed', { active, ...(until === undefined ? {} : { validUntil: day(until) }) });

decides(healthInsuranceActive, [
  ['insurance-not-needed', 'not-applicable', 'nothing', 'first issue', { case: FIRST_ISSUE }],
  ['insurance-not-reported', 'pending', 'wait', 'nothing reported', {}],
  ['insurance-active', 'satisfied', 'nothing', 'last day', { facts: [insured(true, '2026-03-01')] }],
  ['insurance-active', 'satisfied', 'nothing', 'no end stated', { facts: [insured(true)] }],
  ['insurance-inactive', 'failed', 'applicant', 'a day after', { facts: [insured(true, '2026-02-28')] }],
  ['insurance-inactive', 'failed', 'applicant', 'not active', { facts: [insured(false)] }],
  ['erased', 'pending', 'wait', 'insured, then erased', { facts: [erased(insured(false))] }],
]);

describe('the facts a finding rests on', () => {
  it('are those of what is outstanding, as long as something is', () => {
    const facts = [recorded('1'), settled('1'), recorded('2')];
    expect(findingOf(noViolations, { facts }).factIds).toEqual(['violation-recorded@2026-01-02']);
    expect(findingOf(noViolations, { facts: [...facts, settled('2')] }).factIds).toHaveLength(4);
  });

  it('are none when nobody has reported anything', () => {
    const services: readonly Service[] = ['issue', 'renew'];
    for (const service of services) expect(findingOf(validIqama, { case: { service } }).factIds).toEqual([]);
  });
});
