import type { PassportDetails, ResidentCategory } from '../application/case-terms.js';
import { addDays } from '../calendar/day.js';
import { hasLuhnCheckDigit } from '../identifiers/digits.js';
import { writeMrz } from '../identifiers/write-mrz.js';
import type { Day } from '../kernel/brand.js';
import type { FactContents, FactKind } from '../resident/facts.js';

/** An invented resident whose identifiers are valid; the same number gives the same person. */
export interface TestPerson {
  /** Says nothing about who they are. */
  readonly n: number;
  readonly iqamaNumber: string;
  /** `iqama:2…` */
  readonly identity: `iqama:${string}`;
  readonly passport: PassportDetails;
  readonly sponsorNumber: string;
}

/** Person number `n`, from 0 to 99,999,999. */
export function person(n: number): TestPerson {
  const number = iqamaNumber(n);
  const details = { ...PASSPORT, number: `A${String(n).padStart(8, '0')}` };
  return {
    n,
    iqamaNumber: number,
    identity: `iqama:${number}`,
    passport: { ...details, mrz: writeMrz(details) },
    sponsorNumber: '7001234567',
  };
}

/** The iqama number of person `n`, check digit included. */
export const iqamaNumber = (n: number): string => withCheckDigit(`2${String(n).padStart(8, '0')}`);

export const borderNumber = (n: number): string => `3${String(n).padStart(9, '0')}`;

/** What makes the digits a number that has a Luhn check digit. */
export function withCheckDigit(base: string): string {
  return `${base}${Array.from('0123456789').find((last) => hasLuhnCheckDigit(base + last)) ?? ''}`;
}

// Real days, as their parser would give them.
const PASSPORT = {
  nationality: 'UTO',
  surname: 'ERIKSSON',
  givenNames: 'ANNA MARIA',
  birthDate: '1984-08-12' as Day,
  sex: 'F',
  expiry: '2034-04-15' as Day,
} as const;

/** What a service knows of a resident. */
export type KnownFact = {
  readonly [K in FactKind]: {
    /** As the service signs in. */
    readonly service: string;
    readonly kind: K;
    readonly content: FactContents[K];
  };
}[FactKind];

export interface Known {
  readonly category?: ResidentCategory;
  /** Of the current iqama. Default: 40 days from today. */
  readonly validUntil?: Day;
  /** Default: 300 days after the iqama's last. */
  readonly insuredUntil?: Day;
}

/** The facts that satisfy every condition of a renewal, by the service that tells each. */
export function satisfyingFacts(
  { passport, sponsorNumber }: Pick<TestPerson, 'passport' | 'sponsorNumber'>,
  today: Day,
  {
    category = 'employee',
    validUntil = addDays(today, 40),
    insuredUntil = addDays(validUntil, 300),
  }: Known = {},
): readonly KnownFact[] {
  const { mrz: _, ...record } = passport;
  const employed: readonly KnownFact[] = [
    { service: 'labour', kind: 'sponsorship-changed', content: { sponsorNumber } },
    {
      service: 'labour',
      kind: 'employment-registered',
      content: { occupation: OCCUPATION, employer: sponsorNumber, from: addDays(today, -300) },
    },
  ];
  return [
    {
      service: 'passports',
      kind: 'residency-status-changed',
      content: { status: 'valid', validUntil, biometricsOnFile: true, category },
    },
    { service: 'passports', kind: 'passport-updated', content: record },
    { service: 'passports', kind: 'passport-linked', content: { number: record.number } },
    { service: 'accounts', kind: 'account-activated', content: {} },
    ...(category === 'employee' ? employed : []),
    {
      service: 'insurance',
      kind: 'insurance-changed',
      content: { active: true, validUntil: insuredUntil },
    },
  ];
}

/** Which labour has on record, and which asks for no examination. */
export const OCCUPATION = '2142';
