import { day } from '../resident/testing/arbitrary-fact.js';
import { decides } from './testing/decides.js';
import { erased, FIRST_ISSUE, status } from './testing/evidence.js';
import { validIqama } from './valid-iqama.js';

const validUntil = (date: string) => status({ status: 'valid', validUntil: day(date) });

decides(validIqama, [
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
]);
