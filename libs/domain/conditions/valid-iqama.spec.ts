import type { Subject } from '#decider/brand.js';
import type { HeldCredential } from '../credential/held.js';
import { day, instant } from '../resident/testing/arbitrary-fact.js';
import { decides, type Row } from './testing/decides.js';
import { erased, FIRST_ISSUE, status } from './testing/evidence.js';
import { validIqama } from './valid-iqama.js';

const validUntil = (date: string) => status({ status: 'valid', validUntil: day(date) });

const held = (until: string, phase: HeldCredential['phase'] = 'active'): HeldCredential => ({
  credentialId: 'c1' as HeldCredential['credentialId'],
  validUntil: day(until),
  phase,
  issuedAt: instant('2026-02-01T09:00:00Z'),
  lateRenewals: 0,
});

const HOLDER = 'h1' as Subject;
const ASSIGNED = status({ status: 'entered', iqamaNumber: '2000000006' });

const of = (category: 'employee' | 'domestic-worker', until: string) =>
  status({ status: 'valid', validUntil: day(until), category });

decides(validIqama, [
  [
    'category-not-reported',
    'pending',
    'wait',
    'renewal, no category told',
    { registered: false, facts: [validUntil('2026-03-20')] },
  ],
  [
    'category-not-reported',
    'pending',
    'wait',
    'first issue, no category told',
    {
      case: FIRST_ISSUE,
      registered: false,
      facts: [status({ status: 'entered', iqamaNumber: '2000000006' })],
    },
  ],
  [
    'category-differs',
    'failed',
    'applicant',
    'a domestic worker, who claims to be an employee',
    { facts: [of('domestic-worker', '2026-12-20')] },
  ],
  [
    'category-differs',
    'failed',
    'officer',
    'a domestic worker, who insists to be an employee',
    { case: { insists: true }, facts: [of('domestic-worker', '2026-12-20')] },
  ],
  [
    'renewal-too-early',
    'failed',
    'none',
    'an employee with nine months left, who claims to be a domestic worker',
    { case: { category: 'domestic-worker' }, facts: [of('employee', '2026-12-20')] },
  ],
  [
    'category-differs',
    'failed',
    'applicant',
    'first issue, another category on record',
    {
      case: { ...FIRST_ISSUE, category: 'premium' },
      facts: [status({ status: 'entered', category: 'employee' })],
    },
  ],
  [
    'renewal-too-early',
    'failed',
    'none',
    'renewed with us a moment ago, passports has not heard of it',
    { held: held('2027-03-20'), facts: [validUntil('2026-03-20')] },
  ],
  [
    'renewal-too-early',
    'failed',
    'none',
    'passports says it has expired, and we renewed it',
    {
      held: held('2027-03-20'),
      facts: [status({ status: 'expired', validUntil: day('2026-01-20') })],
    },
  ],
  [
    'iqama-renewable',
    'satisfied',
    'nothing',
    'ours ends later, within the window',
    { held: held('2026-08-31'), facts: [validUntil('2026-03-20')] },
  ],
  [
    'renewal-too-early',
    'failed',
    'none',
    'passports records a later day than ours',
    { held: held('2026-03-20'), facts: [validUntil('2026-09-01')] },
  ],
  [
    'iqama-renewable',
    'satisfied',
    'nothing',
    'our first issue, of which passports has told nothing yet',
    { held: held('2026-03-20'), facts: [status({ status: 'entered', iqamaNumber: '2000000006' })] },
  ],
  [
    'iqama-renewable',
    'satisfied',
    'nothing',
    'ours was revoked: it does not count',
    { held: held('2027-03-20', 'revoked'), facts: [validUntil('2026-03-20')] },
  ],
  [
    'iqama-expired-renewable',
    'satisfied',
    'nothing',
    'both have expired',
    { held: held('2026-02-28', 'expired'), facts: [validUntil('2026-01-20')] },
  ],
  [
    'erased',
    'pending',
    'wait',
    'what passports said was erased, and may have been later than ours',
    {
      held: held('2026-03-20'),
      facts: [erased(validUntil('2026-09-20')), status({ status: 'valid' }, '2026-02-01')],
    },
  ],
  [
    'identity-already-issued',
    'failed',
    'none',
    'a second first issue',
    {
      case: FIRST_ISSUE,
      held: held('2026-03-20'),
      facts: [status({ status: 'entered', iqamaNumber: '2000000006' })],
    },
  ],
  [
    'entry-valid',
    'satisfied',
    'nothing',
    'first issue after a revocation',
    {
      case: FIRST_ISSUE,
      held: held('2026-03-20', 'revoked'),
      facts: [status({ status: 'entered', iqamaNumber: '2000000006' })],
    },
  ],
  ['residency-not-reported', 'pending', 'wait', 'nothing reported', {}],
  [
    'iqama-expiry-not-reported',
    'pending',
    'wait',
    'valid, no date',
    { facts: [status({ status: 'valid' })] },
  ],
  [
    'iqama-renewable',
    'satisfied',
    'nothing',
    'six months less a day left',
    { facts: [validUntil('2026-08-31')] },
  ],
  ['renewal-too-early', 'failed', 'none', 'six months left', { facts: [validUntil('2026-09-01')] }],
  [
    'iqama-renewable',
    'satisfied',
    'nothing',
    'domestic worker, fourteen months less a day left',
    { case: { category: 'domestic-worker' }, facts: [validUntil('2027-04-30')] },
  ],
  [
    'renewal-too-early',
    'failed',
    'none',
    'domestic worker, fourteen months left',
    { case: { category: 'domestic-worker' }, facts: [validUntil('2027-05-01')] },
  ],
  ['iqama-renewable', 'satisfied', 'nothing', 'last day', { facts: [validUntil('2026-03-01')] }],
  [
    'iqama-expired-renewable',
    'satisfied',
    'nothing',
    'a day after, still called valid',
    { facts: [validUntil('2026-02-28')] },
  ],
  [
    'iqama-expired-renewable',
    'satisfied',
    'nothing',
    'called expired',
    { facts: [status({ status: 'expired' })] },
  ],
  ['residency-cancelled', 'failed', 'none', 'cancelled', { facts: [status({ status: 'cancelled' })] }],
  ['final-exit', 'failed', 'none', 'left for good', { facts: [status({ status: 'final-exit' })] }],
  [
    'iqama-not-issued',
    'failed',
    'none',
    'renewal of somebody who merely entered',
    { facts: [status({ status: 'entered' })] },
  ],
  ['residency-not-reported', 'pending', 'wait', 'first issue, no entry reported', { case: FIRST_ISSUE }],
  [
    'iqama-number-not-assigned',
    'pending',
    'wait',
    'first issue, entered',
    { case: FIRST_ISSUE, facts: [status({ status: 'entered', entryDate: day('2026-02-01') })] },
  ],
  [
    'entry-valid',
    'satisfied',
    'nothing',
    'first issue, number assigned later',
    {
      case: FIRST_ISSUE,
      facts: [
        status({ status: 'entered', entryDate: day('2026-02-01') }, '2026-02-01'),
        status({ status: 'entered', iqamaNumber: '2000000006' }, '2026-02-20'),
      ],
    },
  ],
  [
    'iqama-already-issued',
    'failed',
    'officer',
    'first issue of somebody who has one',
    { case: FIRST_ISSUE, facts: [validUntil('2026-08-31')] },
  ],
  [
    'residency-cancelled',
    'failed',
    'none',
    'first issue, entry cancelled',
    { case: FIRST_ISSUE, facts: [status({ status: 'cancelled' })] },
  ],
  [
    'erased',
    'pending',
    'wait',
    'final exit, then erased',
    { facts: [erased(status({ status: 'final-exit' }))] },
  ],
  [
    'erased',
    'pending',
    'wait',
    'the date was erased, the status told again without it',
    { facts: [erased(validUntil('2026-03-20')), status({ status: 'valid' }, '2026-02-01')] },
  ],
  [
    'erased',
    'pending',
    'wait',
    'first issue, the number was erased',
    {
      case: FIRST_ISSUE,
      facts: [
        erased(status({ status: 'entered', iqamaNumber: '2000000006' })),
        status({ status: 'entered' }, '2026-02-01'),
      ],
    },
  ],
  [
    'number-held-by-another',
    'failed',
    'officer',
    'first issue, somebody holds the number, on their last day',
    { case: FIRST_ISSUE, facts: [ASSIGNED], numberHeld: { holder: HOLDER, held: held('2026-03-01') } },
  ],
  [
    'number-held-by-another',
    'failed',
    'officer',
    'another holder was decided to be the applicant',
    {
      case: { ...FIRST_ISSUE, confirmedHolder: 'h2' as Subject },
      facts: [ASSIGNED],
      numberHeld: { holder: HOLDER, held: held('2027-03-20', 'suspended') },
    },
  ],
  [
    'entry-valid',
    'satisfied',
    'nothing',
    'decided to be one person',
    {
      case: { ...FIRST_ISSUE, confirmedHolder: HOLDER },
      facts: [ASSIGNED],
      numberHeld: { holder: HOLDER, held: held('2027-03-20') },
    },
  ],
  ...(
    [
      ['2026-02-28', 'active'],
      ['2027-03-20', 'revoked'],
      ['2026-02-28', 'expired'],
    ] as const
  ).map(([until, phase]): Row => [
    'entry-valid',
    'satisfied',
    'nothing',
    `what was held under the number has ended: ${phase} until ${until}`,
    { case: FIRST_ISSUE, facts: [ASSIGNED], numberHeld: { holder: HOLDER, held: held(until, phase) } },
  ]),
]);
