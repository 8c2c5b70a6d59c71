import type { Instant } from '#decider/brand.js';
import { directivesDecider } from '#domain/directives/directives.js';
import type { DirectivesEvent } from '#domain/directives/events.js';
import type { Decider, DomainEvent } from '#decider/decider.js';
import type { ResidentEvent } from '#domain/resident/events.js';
import { residentDecider, viewAt } from '#domain/resident/resident.js';
import { percentile } from './percentile.js';
import type { Result } from './result.js';

const at = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString() as Instant;

const facts: readonly ResidentEvent[] = Array.from({ length: 100_000 }, (_, n) => ({
  type: 'FactRecorded',
  data: {
    kind: 'violation-recorded',
    source: '/traffic',
    factId: `f${n}`,
    effective: at(n),
    received: at(n),
  },
  personal: { content: { violationId: `v${n}`, amount: 100 } },
}));
const directives: readonly DirectivesEvent[] = Array.from({ length: 10_000 }, (_, n) => ({
  type: 'DirectiveImposed',
  data: {
    directiveId: `d${n}`,
    title: { ar: 'تعليمات', en: 'a directive' },
    covers: {},
    from: at(n),
    source: 'circular',
    effect: 'stop',
  },
}));

/**
 * What folding one event more costs when many came before, without store and decryption: the same at a thousand and
 * at a hundred thousand. `fold.view` is reading what is known of the person out of the state.
 */
export function benchFold({ quick }: { readonly quick: boolean }): Promise<Result[]> {
  const rounds = quick ? 3 : 15;
  const results: Result[] = [];
  const measure = (name: string, sizes: readonly number[], fold: (size: number) => number) => {
    // What is compiled on the way is not what is measured.
    fold(sizes.at(-1) ?? 0);
    const [first = 0, ...larger] = sizes.map((size) => {
      const perEvent = percentile(
        Array.from({ length: rounds }, () => (fold(size) * 1_000) / size),
        50,
      );
      results.push({ name: `${name}.${size}`, value: perEvent, unit: 'µs/event' });
      return perEvent;
    });
    const ratioTo = `${name}.${sizes[0]}`;
    results.push({ name: `${name}.ratio`, value: (larger.at(-1) ?? 0) / first, unit: 'x', ratioTo });
  };
  measure('fold.facts', [1_000, 10_000, 100_000], (size) => folding(residentDecider, facts.slice(0, size)));
  measure('fold.directives', [1_000, 10_000], (size) =>
    folding(directivesDecider, directives.slice(0, size)),
  );
  measure('fold.view', [1_000, 10_000, 100_000], (size) => {
    const file = facts.slice(0, size).reduce(residentDecider.evolve, residentDecider.initialState);
    const began = performance.now();
    viewAt(file, { effectiveAt: at(size) });
    return performance.now() - began;
  });
  return Promise.resolve(results);
}

/** Milliseconds. */
function folding<S, E extends DomainEvent>(decider: Decider<S, E>, events: readonly E[]): number {
  const began = performance.now();
  events.reduce(decider.evolve, decider.initialState);
  return performance.now() - began;
}
