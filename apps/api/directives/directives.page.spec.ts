import type { Instant } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type Directive, directivesDecider, type DirectivesState } from '#domain/directives/directives.js';
import { given } from '#decider/given.js';
import { directivesPage } from './directives.page.js';

// No parser has to see these.
const day = (n: number) => new Date(Date.UTC(2026, 2, n)).toISOString() as Instant;
const now = day(15);

const directive = (n: number, from: Instant, until?: Instant): Directive => ({
  directiveId: `d${n}`,
  title: { ar: 'إيقاف', en: 'Paused' },
  covers: {},
  from,
  ...(until !== undefined && { until }),
  source: 'Circular 1',
  effect: 'stop',
});

function recorded(all: readonly Directive[], lifted: readonly number[] = []): DirectivesState {
  return given(
    directivesDecider,
    ...all.map((data) => ({ type: 'DirectiveImposed', data }) as const),
    ...lifted.map(
      (n) => ({ type: 'DirectiveLifted', data: { directiveId: `d${n}`, liftedAt: day(14) } }) as const,
    ),
  ).state;
}

describe('the list of directives', () => {
  it('shows those heard of last at first, and where each stands', () => {
    const state = recorded(
      [directive(1, day(1)), directive(2, day(1), now), directive(3, now), directive(4, day(16))],
      [1],
    );
    const page = directivesPage(state, now, {});
    expect(page?.entries.map(({ directive, phase }) => [directive.directiveId, phase])).toEqual([
      ['d4', 'ahead'],
      ['d3', 'in-force'],
      ['d2', 'over'],
      ['d1', 'over'],
    ]);
    expect(page?.entries.at(-1)?.liftedAt).toBe(day(14));
    expect(directivesPage(state, now, { phase: 'over' })?.entries).toHaveLength(2);
  });

  it('page by page shows each that is wanted once, whatever is imposed meanwhile', () => {
    const moments = fc.integer({ min: 1, max: 28 }).map(day);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(moments, fc.option(moments, { nil: undefined })), { maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom(undefined, 'ahead', 'in-force', 'over'),
        (times, limit, phase) => {
          const all = times.map(([from, until], n) => directive(n, from, until));
          const wanted = { limit, ...(phase !== undefined && { phase }) };
          const whole = directivesPage(recorded(all), now, { ...wanted, limit: 100 })?.entries;
          const seen: unknown[] = [];
          let more = 0;
          let cursor: string | undefined;
          do {
            const grown = recorded([
              ...all,
              ...Array.from({ length: more }, (_, n) => directive(n + 50, now)),
            ]);
            const page = directivesPage(grown, now, { ...wanted, ...(cursor !== undefined && { cursor }) });
            expect(page?.entries.length).toBeLessThanOrEqual(limit);
            seen.push(...(page?.entries ?? []));
            cursor = page?.next;
            more += 1;
          } while (cursor !== undefined);
          expect(seen).toEqual(whole);
        },
      ),
    );
  });

  it('knows its own cursors only', () => {
    const state = recorded([directive(1, day(1)), directive(2, day(1))]);
    for (const cursor of ['3', '02', '99']) expect(directivesPage(state, now, { cursor })).toBeUndefined();
    expect(directivesPage(state, now, { cursor: '0' })).toEqual({ entries: [], next: undefined });
  });
});
