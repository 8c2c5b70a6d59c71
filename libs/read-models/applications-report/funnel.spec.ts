import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { funnelAndOutcomes } from './funnel.js';

const told = (
  counts: Readonly<Record<string, number>>,
  { submitted, decided }: { readonly submitted: number; readonly decided: number },
  k = 5,
) => {
  const outcomes = new Map(Object.entries(counts));
  const started = [...outcomes.values()].reduce((sum, count) => sum + count, 0);
  return funnelAndOutcomes({ started, submitted, decided, outcomes }, k);
};

describe('funnel and outcomes', () => {
  it('are shown as they are where every number is large', () => {
    const counts = { issued: 50, rejected: 10, open: 20, withdrawn: 5 };
    expect(told(counts, { submitted: 75, decided: 60 })).toEqual({
      funnel: { started: 85, submitted: 75, decided: 60, issued: 50 },
      outcomes: counts,
    });
  });

  it('do not tell a small outcome by what the funnel says', () => {
    // 53 decided less 50 issued would be the 3 rejected.
    expect(told({ issued: 50, rejected: 3, open: 60 }, { submitted: 90, decided: 53 })).toEqual({
      funnel: { started: 113, submitted: 90, decided: 53, issued: null },
      outcomes: { issued: null, rejected: null, open: 60 },
    });
  });

  it('do not tell how few left between two stages', () => {
    const { funnel } = told({ issued: 50, open: 20 }, { submitted: 68, decided: 50 });
    expect(funnel).toEqual({ started: 70, submitted: null, decided: 50, issued: 50 });
    expect(told({ issued: 50, open: 3 }, { submitted: 53, decided: 50 }).funnel.decided).toBeNull();
  });

  it('of nobody are zeros', () => {
    expect(told({}, { submitted: 0, decided: 0 }).funnel).toEqual({
      started: 0,
      submitted: 0,
      decided: 0,
      issued: 0,
    });
  });

  it('tell by no subtraction a number of fewer than k people', () => {
    const count = fc.nat(14);
    const outcomes = fc.record({
      issued: count,
      approved: count,
      rejected: count,
      open: count,
      withdrawn: count,
      lapsed: count,
    });
    fc.assert(
      fc.property(
        outcomes,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 6 }),
        (counts, share, k) => {
          const { issued, approved, rejected, open, withdrawn, lapsed } = counts;
          const decided = issued + approved + rejected;
          const undecided = open + withdrawn + lapsed;
          const submitted = decided + Math.floor(undecided * share);
          const result = told(counts, { submitted, decided }, k);
          const stages = [
            result.funnel.started,
            result.funnel.submitted,
            result.funnel.decided,
            result.funnel.issued,
          ];
          const known = [...stages.filter((stage) => stage !== null), 0];
          for (const [i, stage] of known.entries()) {
            const left = stage - (known[i + 1] ?? 0);
            expect(left === 0 || left >= k).toBe(true);
          }
          expect(result.funnel.issued).toBe(result.outcomes['issued']);
          const group = (names: readonly (keyof typeof counts)[]) => {
            const hidden = names.filter((name) => result.outcomes[name] === null).map((name) => counts[name]);
            if (hidden.length === 0 || names.reduce((sum, name) => sum + counts[name], 0) < k) return;
            expect(hidden.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(k);
            if (names.filter((name) => counts[name] > 0).length > 1) expect(hidden.length).toBeGreaterThan(1);
          };
          const [first, second] = [
            ['issued', 'approved', 'rejected'],
            ['open', 'withdrawn', 'lapsed'],
          ] as const;
          if (result.funnel.decided === null) return group([...first, ...second]);
          group(first);
          group(second);
        },
      ),
    );
  });
});
