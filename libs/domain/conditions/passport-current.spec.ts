import { describe, expect, it } from '@jest/globals';
import { day } from '../resident/testing/arbitrary-fact.js';
import { passportCurrent } from './passport-current.js';
import { decides } from './testing/decides.js';
import { erased, fact, findingOf, type Given, NO_DETAILS, PASSPORT } from './testing/evidence.js';

const onRecord = (passport: Partial<typeof PASSPORT> = {}, on?: string) => {
  return fact('passport-updated', { ...PASSPORT, ...passport }, on);
};
const nameless = (names: { readonly givenNames?: string } = {}) => {
  const { surname: _, givenNames: __, ...passport } = PASSPORT;
  return fact('passport-updated', { ...passport, ...names });
};
const linked = (number = PASSPORT.number, on?: string) => fact('passport-linked', { number }, on);
const RENEWED = { number: 'N7654321', expiry: day('2036-01-01') };

decides(passportCurrent, [
  [
    'passport-current',
    'satisfied',
    'nothing',
    'all agree, the nationality in another spelling',
    {
      facts: [onRecord({ nationality: 'XKX' }), linked()],
      case: { passport: { ...PASSPORT, nationality: 'RKS' } },
    },
  ],
  ['passport-current', 'satisfied', 'nothing', 'all agree', { facts: [onRecord(), linked()] }],
  [
    'passport-current',
    'satisfied',
    'nothing',
    'number typed in lower case',
    { case: { passport: { ...PASSPORT, number: 'l898902c3' } }, facts: [onRecord(), linked()] },
  ],
  [
    'passport-details-awaited',
    'pending',
    'applicant',
    'nothing entered',
    { case: NO_DETAILS, facts: [onRecord(), linked()] },
  ],
  ['passport-not-reported', 'pending', 'wait', 'nothing on record', { facts: [linked()] }],
  ['passport-link-not-reported', 'pending', 'wait', 'no link reported', { facts: [onRecord()] }],
  [
    'passport-mrz-differs',
    'failed',
    'officer',
    'lines differ from the data',
    { case: { mrz: 'differs' }, facts: [onRecord(), linked()] },
  ],
  [
    'passport-current',
    'satisfied',
    'nothing',
    'no lines given',
    { case: { mrz: 'absent' }, facts: [onRecord(), linked()] },
  ],
  [
    'passport-details-outdated',
    'failed',
    'applicant',
    'renewed mid-way',
    { facts: [onRecord(), linked(), onRecord(RENEWED, '2026-02-01')] },
  ],
  [
    'passport-current',
    'satisfied',
    'nothing',
    'renewed mid-way and updated',
    {
      case: { passport: { ...PASSPORT, ...RENEWED } },
      facts: [onRecord(), linked(), onRecord(RENEWED, '2026-02-01'), linked(RENEWED.number, '2026-02-01')],
    },
  ],
  [
    'passport-record-older',
    'pending',
    'wait',
    'entered the new one first',
    { case: { passport: { ...PASSPORT, ...RENEWED } }, facts: [onRecord(), linked()] },
  ],
  [
    'passport-not-linked',
    'failed',
    'applicant',
    'the former one is linked',
    { case: { passport: { ...PASSPORT, ...RENEWED } }, facts: [onRecord(RENEWED), linked()] },
  ],
  [
    'passport-details-differ',
    'failed',
    'applicant',
    'nationality',
    { facts: [onRecord({ nationality: 'IND' }), linked()] },
  ],
  [
    'passport-details-differ',
    'failed',
    'applicant',
    'expiry',
    { facts: [onRecord({ expiry: day('2030-01-02') }), linked()] },
  ],
  [
    'passport-details-differ',
    'failed',
    'applicant',
    'birth date',
    { facts: [onRecord({ birthDate: day('1974-08-13') }), linked()] },
  ],
  [
    'passport-details-differ',
    'failed',
    'applicant',
    'name',
    { facts: [onRecord({ surname: 'MOUSE' }), linked()] },
  ],
  [
    'passport-details-differ',
    'failed',
    'officer',
    'name, and the applicant insists',
    { case: { insists: true }, facts: [onRecord({ surname: 'MOUSE' }), linked()] },
  ],
  [
    'passport-details-outdated',
    'failed',
    'officer',
    'another, newer one than on record, and the applicant insists',
    { case: { passport: { ...PASSPORT, ...RENEWED }, insists: true }, facts: [onRecord(), linked()] },
  ],
  [
    'passport-current',
    'satisfied',
    'nothing',
    'one name, in the other part',
    {
      case: { passport: { ...PASSPORT, surname: 'ANNA', givenNames: '' } },
      facts: [nameless({ givenNames: 'ANNA' }), linked()],
    },
  ],
  ['passport-names-not-reported', 'pending', 'wait', 'no name on record', { facts: [nameless(), linked()] }],
  ['passport-expired', 'failed', 'applicant', 'a day after', expiring('2026-02-28')],
  ['passport-ends-soon', 'failed', 'applicant', 'last day', expiring('2026-03-01')],
  ['passport-ends-soon', 'failed', 'applicant', 'a day less than three months', expiring('2026-05-31')],
  ['passport-current', 'satisfied', 'nothing', 'three months left', expiring('2026-06-01')],
  [
    'passport-ends-soon',
    'failed',
    'applicant',
    'entered one that ends soon',
    { case: { passport: { ...PASSPORT, expiry: day('2026-05-31') } } },
  ],
  [
    'passport-expired',
    'failed',
    'applicant',
    'entered an expired one',
    { case: { passport: { ...PASSPORT, expiry: day('2026-02-28') } } },
  ],
  ['erased', 'pending', 'wait', 'the record was erased', { facts: [erased(onRecord()), linked()] }],
  ['erased', 'pending', 'wait', 'the link was erased', { facts: [onRecord(), erased(linked())] }],
  [
    'details-erased',
    'failed',
    'applicant',
    'what was entered was erased',
    { case: { passport: 'erased' }, facts: [onRecord(), linked()] },
  ],
]);

function expiring(date: string): Given {
  const passport = { ...PASSPORT, expiry: day(date) };
  return { case: { passport }, facts: [onRecord(passport), linked()] };
}

describe('what differs', () => {
  const fieldsOf = (given: Given) => findingOf(passportCurrent, given).fields;

  it('is told by field, in the order they are entered, and never by value', () => {
    const other = { surname: 'MOUSE', givenNames: 'MICKEY', sex: 'M', birthDate: day('1928-11-18') } as const;
    const found = findingOf(passportCurrent, { facts: [onRecord(other), linked()] });
    expect(found.fields).toEqual(['surname', 'givenNames', 'birthDate', 'sex']);
    expect(JSON.stringify(found)).not.toMatch(/MOUSE|MICKEY|1928/);
  });

  it('is told of a passport that is not the one on record too', () => {
    expect(fieldsOf({ facts: [onRecord(RENEWED), linked()] })).toEqual(['number', 'expiry']);
  });

  it('is nothing when all agrees', () => {
    expect(fieldsOf({ facts: [onRecord(), linked()] })).toBeUndefined();
  });
});

describe('the facts it rests on', () => {
  it('are named', () => {
    expect(findingOf(passportCurrent, { facts: [onRecord(), linked()] }).factIds).toEqual([
      'passport-updated@2026-01-01',
      'passport-linked@2026-01-01',
    ]);
  });
});
