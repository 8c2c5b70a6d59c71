import type { RecordedFact } from './file.js';

export interface Violation {
  readonly violationId: string;
  /** Objected: outstanding still, but contested. */
  readonly state: 'outstanding' | 'objected' | 'settled';
  readonly factIds: readonly string[];
}

/** What is known of a resident's violations. */
export interface Violations {
  /** By id; settled ones too, since they are why the rest is clear. */
  readonly known: readonly Violation[];
  /** Facts about violations that were erased: which violations they were about nobody can tell any more. */
  readonly erased: readonly string[];
}

/** All violations ever recorded against the resident. `facts` in order of effect. */
export function violationsOf(facts: readonly RecordedFact[]): Violations {
  const violations = new Map<string, Violation & { readonly factIds: string[] }>();
  const erased: string[] = [];
  for (const fact of facts) {
    const state = stateSaidBy(fact);
    if (state === undefined) continue;
    if (fact.content === 'erased') erased.push(fact.id);
    if (fact.content === 'erased' || !('violationId' in fact.content)) continue;
    const { violationId } = fact.content;
    const before = violations.get(violationId);
    const factIds = before?.factIds ?? [];
    factIds.push(fact.id);
    violations.set(violationId, { violationId, state: furthest(before?.state, state), factIds });
  }
  return { known: [...violations.values()], erased };
}

function stateSaidBy(fact: RecordedFact): Violation['state'] | undefined {
  if (fact.kind === 'violation-recorded') return 'outstanding';
  if (fact.kind === 'violation-objected') return 'objected';
  if (fact.kind === 'violation-settled') return 'settled';
  return undefined;
}

/** Settled ends it, in whatever order the facts came; only a correction of the settlement can take that back. */
function furthest(a: Violation['state'] | undefined, b: Violation['state']): Violation['state'] {
  const order: readonly Violation['state'][] = ['outstanding', 'objected', 'settled'];
  return a !== undefined && order.indexOf(a) > order.indexOf(b) ? a : b;
}
