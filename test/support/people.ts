import { createHash } from 'node:crypto';
import type { Day } from '#domain/kernel/brand.js';
import { satisfyingFacts as known, type TestPerson, withCheckDigit } from '#domain/testing/people.js';

export { person, type TestPerson } from '#domain/testing/people.js';

/** An invented citizen: the same name gives the same number. */
export function citizenNamed(name: string): `citizen:${string}` {
  const digits = String(Number.parseInt(createHash('sha256').update(name).digest('hex').slice(0, 12), 16));
  return `citizen:${withCheckDigit(`1${digits.padStart(8, '0').slice(-8)}`)}`;
}

/** A fact as a service tells it: a CloudEvent in structured mode. */
export function cloudEvent(
  {
    service,
    kind,
    id,
    time,
    subject,
  }: Readonly<Record<'service' | 'kind' | 'id' | 'time' | 'subject', string>>,
  data: object,
) {
  return {
    specversion: '1.0',
    type: `hawiya.fact.${kind}.v1`,
    source: `/${service}`,
    id,
    time,
    subject,
    data,
  };
}

/** The facts that satisfy every condition of the person's renewal, as CloudEvents. */
export function satisfyingFacts(of: TestPerson, now: Date): readonly object[] {
  const dayOf = (days: number) =>
    new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10) as Day; // has its form
  const time = `${dayOf(-100)}T09:00:00Z`;
  // As the committed data folder of a former release has it.
  return known(of, dayOf(0), { insuredUntil: dayOf(200) }).map(({ service, kind, content }) => ({
    ...cloudEvent({ service, kind, id: `${kind}/${of.n}`, time, subject: of.identity }, content),
    datacontenttype: 'application/json',
  }));
}
