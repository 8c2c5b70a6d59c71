import type { Instant } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import { applicationDecider } from './application/application.js';
import type { ApplicationEvent } from './application/events.js';
import { statusListDecider, type StatusListEvent } from './credential/status-list.js';
import { decideImpose, directivesDecider } from './directives/directives.js';
import type { DirectivesEvent } from './directives/events.js';
import type { FeesEvent } from './fees/events.js';
import { decideRecordPayment, feesDecider } from './fees/fees.js';
import type { CredentialId, Halalas } from './kernel/brand.js';
import type { Decider, DomainEvent } from '#decider/decider.js';
import { touchedBy } from './kernel/testing/touched.js';
import { readModelDecider } from '#projections/discarding/read-model.js';
import type { ReadModelEvent } from '#projections/discarding/events.js';
import type { ResidentEvent } from './resident/events.js';
import type { Fact } from './resident/facts.js';
import { decideRecordFact, residentDecider, viewAt } from './resident/resident.js';
import { board, sent } from './application/testing/sample-case.js';

const at = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString() as Instant;
const halalas = (amount: number) => amount as Halalas; // no parser has to see these

const fact = (n: number): Fact => ({
  kind: 'violation-recorded',
  content: { violationId: `v${n % 100}`, amount: 100 },
  source: '/traffic',
  id: `f${n}`,
  effective: at(n),
  received: at(n),
});
const recorded = (n: number): ResidentEvent => {
  const { kind, source, id: factId, effective, received, content } = fact(n);
  return { type: 'FactRecorded', data: { kind, source, factId, effective, received }, personal: { content } };
};
const directive = (n: number) => ({
  directiveId: `d${n}`,
  title: { ar: 'تعليمات', en: 'a directive' },
  covers: {},
  from: at(n),
  source: 'circular',
  effect: 'stop' as const,
});
const payment = (n: number) => ({
  paymentId: `p${n}`,
  billNumber: 'b',
  amount: halalas(1),
  paidAt: at(n),
});

const imposed = (n: number): DirectivesEvent => ({ type: 'DirectiveImposed', data: directive(n) });
const lifted = (n: number): DirectivesEvent => ({
  type: 'DirectiveLifted',
  data: { directiveId: `d${n}`, liftedAt: at(n) },
});
const paid = (n: number): FeesEvent => ({ type: 'PaymentReceived', data: { ...payment(n), met: 'again' } });
const refunded = (n: number): FeesEvent => ({
  type: 'Refunded',
  data: { amount: halalas(1), reference: `r${n}`, refundedAt: at(n) },
});
const placed = (n: number): StatusListEvent => ({
  type: 'StatusIndexAssigned',
  data: { credentialId: `c${n}` as CredentialId },
});
const what = { model: 'm', version: 1, key: 'k', stream: 's', eventId: 'e', eventType: 't', reason: 'r' };
const discarded = (n: number): ReadModelEvent => ({
  type: 'EventDiscarded',
  data: { ...what, revision: n, discardedAt: at(n) },
});
const checks = board().map((data): ApplicationEvent => ({ type: 'ConditionChecked', data }));
const checked = (n: number): ApplicationEvent => {
  const event = sent[n] ?? checks[n % checks.length];
  if (event === undefined) throw new Error('no board');
  return event;
};

/** The streams that may become long. */
const LONG: readonly [string, (events: number) => number][] = [
  ['facts of one person', folding(residentDecider, recorded)],
  ['directives', folding(directivesDecider, imposed)],
  ['liftings', folding(directivesDecider, lifted)],
  ['payments', folding(feesDecider, paid)],
  ['refunds', folding(feesDecider, refunded)],
  ['places of a status list', folding(statusListDecider, placed)],
  ['discards of a read model', folding(readModelDecider, discarded)],
  ['screenings of a case', folding(applicationDecider, checked)],
];

function folding<S, E extends DomainEvent>(decider: Decider<S, E>, event: (n: number) => E) {
  return (events: number) =>
    touchedBy(() => {
      let state = decider.initialState;
      for (let n = 0; n < events; n += 1) state = decider.evolve(state, event(n));
    });
}

describe('folding', () => {
  it.each(LONG)('%s costs each event the same, however many came before', (_, touched) => {
    expect(touched(4_000)).toBeLessThanOrEqual(touched(1_000) * 4.1 + 50);
  });

  it('costs what it should: the count sees a list that is copied for every event', () => {
    const copying = (events: number) =>
      touchedBy(() => {
        let list: readonly number[] = [];
        for (let n = 0; n < events; n += 1) list = [...list, n];
      });
    expect(copying(4_000)).toBeGreaterThan(copying(1_000) * 15);
  });
});

describe('deciding', () => {
  const folded = <S, E extends DomainEvent>(decider: Decider<S, E>, event: (n: number) => E): S =>
    Array.from({ length: 4_000 }, (_, n) => event(n)).reduce(decider.evolve, decider.initialState);
  const file = folded(residentDecider, recorded);
  const ledger = folded(feesDecider, paid);
  const rules = folded(directivesDecider, imposed);

  it.each([
    [
      'whether a fact is known',
      () => void decideRecordFact(file, fact(5_000), { source: '/traffic', id: 'told-5000' }),
    ],
    ['whether a payment is known', () => void decideRecordPayment(ledger, { ...payment(3_999), at: at(1) })],
    ['whether a directive is known', () => void decideImpose(rules, directive(5_000))],
  ])('%s takes a few steps, however many there are', (_, decide) => {
    expect(touchedBy(decide)).toBeLessThan(50);
  });

  it('what is known of a person takes steps in proportion to the facts', () => {
    const moment = { effectiveAt: at(1_000_000), knownAt: at(1_000_000) };
    expect(touchedBy(() => void viewAt(file, moment))).toBeLessThan(4_000 * 40);
  });
});
