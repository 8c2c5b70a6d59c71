import type { Random } from '../support/random.js';

/** How one run of the service is brought to its end. */
export type Fault =
  /** At a named place in the code, the n-th time it is passed. */
  | { readonly kind: 'crash-point'; readonly name: string; readonly pass: number }
  /** At any moment: under load, so long after it listens; before it listens; while it ends after a SIGTERM. */
  | {
      readonly kind: 'random';
      readonly when: 'under load' | 'starting' | 'stopping';
      readonly afterMs: number;
    };

/** Every place with a crash point (docs/faults.md), and how often it may be passed before the kill. */
export const CRASH_POINTS: Readonly<Record<string, number>> = {
  'append.application': 60,
  'append.slot': 15,
  'append.bill': 10,
  'append.fees': 20,
  'append.resident': 30,
  'append.credential': 5,
  'append.status-list': 5,
  'append.request': 3,
  'start.after-slot': 10,
  'distributor.before-publish': 40,
  'distributor.after-publish': 40,
  'distributor.after-checkpoint': 40,
  'process-manager.after-reaction': 60,
  'process-manager.before-offset': 10,
  'request.before-publish': 2,
  'request.after-publish': 2,
  'issue.after-number': 3,
  'issue.after-decision': 5,
  'issue.after-fees': 5,
  'issue.after-credential': 5,
  'replace.after-slot': 2,
  'replace.after-decision': 2,
  'replace.after-credential': 2,
  'projector.before-write': 40,
  'projector.after-write': 40,
  'rebuild.after-write': 1, // a model that has no documents yet writes none
  'rebuild.before-checkpoint': 3,
  'rebuild.after-checkpoint': 3,
  'rebuild.before-swap': 3,
  'rebuild.after-swap': 3,
  'rebuild.before-end': 3,
};

/** Crash points and random moments in turn, so that a few kills already are of both kinds. */
export function planFaults(kills: number, random: Random): readonly Fault[] {
  const points = cycle(somethingFirst(random.shuffled(Object.entries(CRASH_POINTS))));
  const moments = cycle(['under load', 'starting', 'under load', 'stopping'] as const);
  return Array.from({ length: kills }, (_, n): Fault => {
    if (n % 2 === 0) {
      const [name, most] = points();
      return { kind: 'crash-point', name, pass: random.between(1, most) };
    }
    const when = moments();
    const longest = { 'under load': 2_500, starting: 1_200, stopping: 120 }[when];
    return { kind: 'random', when, afterMs: random.between(0, longest) };
  });
}

export function faultName(fault: Fault): string {
  return fault.kind === 'crash-point' ? fault.name : `random: ${fault.when}`;
}

/** A rebuild has something to rebuild when something else went before it. */
function somethingFirst<T>(points: readonly (readonly [string, T])[]): readonly (readonly [string, T])[] {
  const first = points.findIndex(([name]) => !name.startsWith('rebuild.'));
  return [...points.slice(first), ...points.slice(0, first)];
}

function cycle<T>(items: readonly T[]): () => T {
  let next = 0;
  return () => {
    const item = items[next % items.length];
    next += 1;
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  };
}
