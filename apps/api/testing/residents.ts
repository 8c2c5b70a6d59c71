import { writeMrz } from '#domain/identifiers/write-mrz.js';
import type { Day } from '#domain/kernel/brand.js';
import { iqamaNumber as iqama, satisfyingFacts } from '#domain/testing/people.js';
import { detailsBody } from '#test/support/case-requests.js';
import { citizenNamed, cloudEvent } from '#test/support/people.js';
import type { SandboxPerson } from '#apps/sandbox/identity-provider/people.js';

export { iqamaNumber as iqama } from '#domain/testing/people.js';

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

// The days are real days.
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10) as Day;

const passport = {
  number: 'A1234567',
  nationality: 'IND',
  surname: 'NAIR',
  givenNames: 'RAHUL',
  birthDate: '1988-04-12' as Day,
  sex: 'M',
  expiry: inDays(2_000),
} as const;

const applicant = { passport: { ...passport, mrz: writeMrz(passport) }, sponsorNumber: '7001234567' };

export const DETAILS = detailsBody(applicant);

/** Everything that has to be known of a resident for an issue, by the service that knows it. */
export const goodFacts = () => satisfyingFacts(applicant, inDays(0));

let facts = 0;

/** A CloudEvent about resident `n`, effective a moment ago. */
export function fact(n: number, service: string, kind: string, data: object, more: object = {}) {
  facts += 1;
  const subject = `iqama:${iqama(n)}`;
  const time = new Date(Date.now() - 60_000).toISOString();
  return { ...cloudEvent({ service, kind, id: `fact-${facts}`, time, subject }, data), ...more };
}
