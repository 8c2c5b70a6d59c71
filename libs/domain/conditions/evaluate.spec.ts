import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { committedPolicy } from '../policy/testing/committed-policy.js';
import {
  arbitraryDay,
  arbitraryFacts,
  arbitraryInstant,
  instant,
} from '../resident/testing/arbitrary-fact.js';
import type { RecordedFact } from '../resident/file.js';
import { CONDITIONS } from './all.js';
import type { CaseView } from './case-view.js';
import type { Evidence } from './condition.js';
import { evidenceLater } from './edges.js';
import { changesFirst, evaluateConditions, RULE_VERSION } from './evaluate.js';
import { CONDITION_IDS } from './outcome.js';
import { erased, evidence, PASSPORT } from './testing/evidence.js';

const cases: fc.Arbitrary<CaseView> = fc.record({
  service: fc.constantFrom('issue', 'renew'),
  category: fc.constantFrom('employee', 'domestic-worker', 'dependant', 'premium'),
  occupation: fc.constantFrom(undefined, '5120', '2411', ''),
  passport: fc.option(
    fc
      .record({ number: fc.constantFrom('P1', 'P2'), expiry: arbitraryDay })
      .map((passport) => ({ ...PASSPORT, ...passport })),
    { nil: undefined },
  ),
  mrz: fc.constantFrom(undefined, 'absent', 'agrees', 'differs'),
  sponsorNumber: fc.constantFrom(undefined, '7001234567', '7009999999'),
  insists: fc.boolean(),
});

const anyEvidence = fc
  .record({
    case: cases,
    facts: arbitraryFacts,
    at: fc.oneof(arbitraryInstant, fc.constant(instant('1999-01-01T00:00:00Z'))),
  })
  .map(evidence);

describe('the board', () => {
  it('has an outcome for each condition, in order, whatever the evidence', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const board = evaluateConditions(evidence, committedPolicy);
        expect(board.map(({ condition }) => condition)).toEqual([...CONDITION_IDS]);
        for (const { condition, reason, state, remedy } of board) {
          expect(CONDITIONS.find(({ id }) => id === condition)?.reasons).toHaveProperty(reason);
          expect(remedy === 'nothing').toBe(state === 'satisfied' || state === 'not-applicable');
          // What is not known is never final, nor a matter of judgment.
          if (state === 'pending') expect(['wait', 'applicant']).toContain(remedy);
        }
      }),
    );
  });

  it('comes to the same at any moment before the first `until`, and to something else then', () => {
    const board = (of: Evidence) =>
      evaluateConditions(of, committedPolicy).map((row) => ({
        ...row,
        checkedAt: null,
        until: null,
        becomes: null,
      }));
    fc.assert(
      fc.property(anyEvidence, arbitraryInstant, (evidence, other) => {
        const now = evaluateConditions(evidence, committedPolicy);
        const first = changesFirst(now);
        if (first !== undefined) {
          expect(first > evidence.at).toBe(true);
          expect(board(evidenceLater(evidence, first))).not.toEqual(board(evidence));
        }
        // By waiting from one `until` to the next one comes to what the board is at any moment.
        let then = evidence;
        for (let next = first; next !== undefined && next <= other;) {
          then = evidenceLater(then, next);
          next = changesFirst(evaluateConditions(then, committedPolicy));
        }
        if (other > evidence.at) expect(board(then)).toEqual(board(evidenceLater(evidence, other)));
      }),
      { numRuns: 300 },
    );
  });

  it('says of each condition what it comes to at its `until`, and of none what it does not', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        for (const { condition, until, becomes } of evaluateConditions(evidence, committedPolicy)) {
          expect(becomes === undefined).toBe(until === undefined);
          if (until === undefined) continue;
          const then = evaluateConditions(evidenceLater(evidence, until), committedPolicy);
          expect(then.find((row) => row.condition === condition)).toMatchObject(becomes ?? {});
        }
      }),
    );
  });

  it('names at most fifty facts of a condition, and fits one append, however many there are and however long their ids', () => {
    const longest = (n: number) => `${n} `.padEnd(256, '𠀀'.repeat(256)).slice(0, 512);
    const many = (kind: string, content: object) =>
      Array.from({ length: 2_000 }, (_, n) => {
        const at = instant('2026-01-01T09:00:00Z');
        return { kind, content, source: '/spec', id: longest(n), effective: at, received: at };
      });
    const facts = [
      ...many('violation-recorded', { violationId: 'v1', amount: 1 }),
      ...many('absence-reported', { reportId: 'r1' }),
      ...many('passport-updated', { number: 'P1', nationality: 'IND', expiry: '2030-01-01' }),
    ] as unknown as readonly RecordedFact[];
    const directives = Array.from({ length: 2_000 }, (_, n) => ({
      directiveId: longest(n),
      title: { ar: 'تعليمات', en: 'a directive' },
      covers: {},
      from: instant('2026-01-01T00:00:00Z'),
      source: 'circular',
      effect: 'stop' as const,
    }));
    const board = evaluateConditions(evidence({ facts, directives }), committedPolicy);
    for (const id of ['no-violations', 'no-absence-report', 'directives-met']) {
      const row = board.find(({ condition }) => condition === id);
      expect([id, row?.factIds.length, row?.factsLeftOut]).toEqual([id, 50, 1_950]);
    }
    // 1 MiB is what one append may hold, and there is more in it than the board.
    expect(new TextEncoder().encode(JSON.stringify(board)).byteLength).toBeLessThan(512 * 1_024);
  });

  it('finds nothing failed for want of a fact', () => {
    fc.assert(
      fc.property(cases, (about) => {
        const complete = {
          ...about,
          occupation: '2411',
          sponsorNumber: '7001234567',
          passport: PASSPORT,
          mrz: 'agrees' as const,
        };
        const states = evaluateConditions(evidence({ case: complete }), committedPolicy).map(
          ({ state }) => state,
        );
        expect(states).not.toContain('failed');
      }),
    );
  });

  it('grants nothing on the ground of what was erased, whichever facts were', () => {
    fc.assert(
      fc.property(cases, arbitraryFacts, fc.infiniteStream(fc.boolean()), (about, facts, which) => {
        const states = (told: readonly RecordedFact[]) =>
          evaluateConditions(
            evidence({
              case: about,
              facts: told,
              registered: false,
              at: instant('2028-01-01T00:00:00Z'),
            }),
            committedPolicy,
          ).map(({ condition, state }) => [condition, state === 'satisfied'] as const);
        const before = new Map(states(facts));
        const after = states(facts.map((fact) => (which.next().value === true ? erased(fact) : fact)));
        expect(after.filter(([condition, holds]) => holds && before.get(condition) !== true)).toEqual([]);
      }),
    );
  });

  it('names only facts that were given', () => {
    fc.assert(
      fc.property(cases, arbitraryFacts, (about, facts) => {
        const given = new Set(facts.map(({ id }) => id));
        const board = evaluateConditions(
          evidence({ case: about, facts, at: instant('2028-01-01T00:00:00Z') }),
          committedPolicy,
        );
        expect(board.flatMap(({ factIds }) => factIds).filter((id) => !given.has(id))).toEqual([]);
      }),
    );
  });
});

describe('the rules', () => {
  it('have a version that changes with each of theirs', () => {
    // When this fails, a condition's version was raised: raise RULE_VERSION too, and write both here.
    expect([RULE_VERSION, ...CONDITIONS.map(({ id, version }) => `${id} ${version}`)]).toEqual([
      '2026.5',
      'valid-iqama 1.3.0',
      'passport-current 1.2.0',
      'no-violations 1.1.0',
      'medical-passed 2.0.0',
      'no-absence-report 1.3.0',
      'fees-paid 1.0.0',
      'account-active 1.1.0',
      'sponsor-known 1.2.0',
      'directives-met 1.1.0',
      'biometrics-on-file 1.1.0',
      'health-insurance-active 1.1.0',
    ]);
  });

  const texts = CONDITIONS.flatMap(({ id, title, reasons }) => [
    [id, title] as const,
    ...Object.entries(reasons).flatMap(([reason, { says, todo }]) => [
      [`${id}/${reason} says`, says] as const,
      [`${id}/${reason} todo`, todo] as const,
    ]),
  ]);

  it.each(texts)('say it in both languages: %s', (_, { ar, en }) => {
    expect(ar).toMatch(/^[\p{Script=Arabic}\p{M}\s\p{P}]+$/u);
    expect(en).toMatch(/^[\p{Script=Latin}\s\p{P}]+$/u);
  });
});
