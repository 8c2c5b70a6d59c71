import { writeMrz } from '#domain/identifiers/write-mrz.js';
import type { Day } from '#domain/kernel/brand.js';
import { hasLuhnCheckDigit } from '#domain/identifiers/digits.js';
import { citizenNamed } from '#test/support/people.js';
import type { SandboxPerson } from '#apps/sandbox/identity-provider/people.js';

/** A valid iqama number: 2, eight digits, check digit. */
export function iqama(n: number): string {
  const digits = `2${String(n).padStart(8, '0')}`;
  const check = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].find((digit) => hasLuhnCheckDigit(`${digits}${digit}`));
  return `${digits}${check}`;
}

/** An officer who signs in under the identity number. */
export const NUMBERED_OFFICER = '1024680132';

export const NEWCOMER = { border: '3000000907', iqama: iqama(907) } as const;

/** Invented residents `r1`, `r2`, … and the staff. */
export function people(residents: number): readonly SandboxPerson[] {
  const named = (id: string, role: SandboxPerson['roles'][number], identity?: string): SandboxPerson => ({
    id,
    name: { ar: id, en: id },
    roles: [role],
    ...(identity !== undefined && { identity }),
    ...(role !== 'applicant' && { person: citizenNamed(id) }),
  });
  return [
    ...Array.from({ length: residents }, (_, n) => named(`r${n + 1}`, 'applicant', `iqama:${iqama(n + 1)}`)),
    named('nobody', 'applicant'),
    // One person, before and after the first issue.
    named('newcomer', 'applicant', `border:${NEWCOMER.border}`),
    named('newcomer-settled', 'applicant', `iqama:${NEWCOMER.iqama}`),
    // Whom the OpenAPI document shows.
    named('example', 'applicant', 'iqama:2456789011'),
    named('officer-a', 'officer'),
    { ...named('officer-r19', 'officer'), person: `iqama:${iqama(19)}` },
    // Some providers name an account after the person's number.
    { ...named(NUMBERED_OFFICER, 'officer'), person: `citizen:${NUMBERED_OFFICER}` },
    // Who employs everybody here.
    { ...named('officer-owner', 'officer'), establishments: ['7009999999', DETAILS.sponsorNumber] },
    { ...named('officer-garbled', 'officer'), establishments: ['1045678909'] },
    { id: 'officer-nameless', name: { ar: 'موظف', en: 'officer' }, roles: ['officer'] },
    named('officer-b', 'officer'),
    named('analyst', 'analyst'),
    named('operator', 'operator'),
    named('operator-b', 'operator'),
  ];
}

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const passport = {
  number: 'A1234567',
  nationality: 'IND',
  surname: 'NAIR',
  givenNames: 'RAHUL',
  birthDate: '1988-04-12',
  sex: 'M' as const,
  expiry: inDays(2_000),
};

// The days above are real days.
const mrz = writeMrz(passport as typeof passport & { birthDate: Day; expiry: Day });

export const DETAILS = {
  period: 12,
  occupation: '2142',
  passport: { ...passport, mrz },
  sponsorNumber: '7001234567',
};

/** Everything that has to be known of a resident for an issue, by the service that knows it. */
export function goodFacts(): readonly {
  readonly service: string;
  readonly kind: string;
  readonly data: object;
}[] {
  return [
    {
      service: 'passports',
      kind: 'residency-status-changed',
      data: { status: 'valid', validUntil: inDays(40), biometricsOnFile: true, category: 'employee' },
    },
    {
      service: 'passports',
      kind: 'passport-updated',
      data: passport,
    },
    { service: 'passports', kind: 'passport-linked', data: { number: passport.number } },
    { service: 'accounts', kind: 'account-activated', data: {} },
    { service: 'labour', kind: 'sponsorship-changed', data: { sponsorNumber: '7001234567' } },
    {
      service: 'labour',
      kind: 'employment-registered',
      data: { occupation: DETAILS.occupation, employer: DETAILS.sponsorNumber, from: inDays(-300) },
    },
    { service: 'insurance', kind: 'insurance-changed', data: { active: true, validUntil: inDays(300) } },
  ];
}

let facts = 0;

/** A CloudEvent about resident `n`, effective a moment ago. */
export function fact(n: number, service: string, kind: string, data: object, more: object = {}) {
  facts += 1;
  return {
    specversion: '1.0',
    type: `hawiya.fact.${kind}.v1`,
    source: `/${service}`,
    id: `fact-${facts}`,
    subject: `iqama:${iqama(n)}`,
    time: new Date(Date.now() - 60_000).toISOString(),
    data,
    ...more,
  };
}
