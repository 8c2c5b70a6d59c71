import type { PassportDetails } from '#domain/application/case-terms.js';
import { createHash } from 'node:crypto';
import { hasLuhnCheckDigit } from '#domain/identifiers/digits.js';
import { writeMrz } from '#domain/identifiers/write-mrz.js';
import { parseDay } from '#domain/calendar/day.js';
import type { Day } from '#domain/kernel/brand.js';

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
  const iqamaNumber = withCheckDigit(`2${String(n).padStart(8, '0')}`);
  const details = {
    number: `A${String(n).padStart(8, '0')}`,
    nationality: 'UTO',
    surname: 'ERIKSSON',
    givenNames: 'ANNA MARIA',
    birthDate: day('1984-08-12'),
    sex: 'F',
    expiry: day('2034-04-15'),
  } as const;
  return {
    n,
    iqamaNumber,
    identity: `iqama:${iqamaNumber}`,
    passport: { ...details, mrz: writeMrz(details) },
    sponsorNumber: '7001234567',
  };
}

/** An invented citizen: the same name gives the same number. */
export function citizenNamed(name: string): `citizen:${string}` {
  const digits = String(Number.parseInt(createHash('sha256').update(name).digest('hex').slice(0, 12), 16));
  return `citizen:${withCheckDigit(`1${digits.padStart(8, '0').slice(-8)}`)}`;
}

function withCheckDigit(base: string): string {
  return `${base}${'0123456789'.split('').find((last) => hasLuhnCheckDigit(base + last)) ?? ''}`;
}

/** The facts that satisfy every condition of the person's renewal, as CloudEvents. */
export function satisfyingFacts(
  { n, identity, passport, sponsorNumber }: TestPerson,
  now: Date,
): readonly object[] {
  const { mrz: _, ...record } = passport;
  const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  const fact = (kind: string, source: string, data: object) => ({
    specversion: '1.0',
    type: `hawiya.fact.${kind}.v1`,
    source: `/${source}`,
    id: `${kind}/${n}`,
    time: `${inDays(-100)}T09:00:00Z`,
    subject: identity,
    datacontenttype: 'application/json',
    data,
  });
  return [
    fact('residency-status-changed', 'passports', {
      status: 'valid',
      validUntil: inDays(40),
      biometricsOnFile: true,
      category: 'employee',
    }),
    fact('passport-updated', 'passports', record),
    fact('passport-linked', 'passports', { number: record.number }),
    fact('account-activated', 'accounts', {}),
    fact('sponsorship-changed', 'labour', { sponsorNumber }),
    fact('employment-registered', 'labour', {
      occupation: '2142',
      employer: sponsorNumber,
      from: inDays(-300),
    }),
    fact('insurance-changed', 'insurance', { active: true, validUntil: inDays(200) }),
  ];
}

function day(text: string): Day {
  const parsed = parseDay(text);
  if (parsed === undefined) throw new Error(`${text} is not a day`);
  return parsed;
}
