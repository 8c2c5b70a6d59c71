import type { Decider, DomainEvent } from './decider.js';

/** For specs: given these events, when this is decided, then what? */
export function given<S, E extends DomainEvent>(decider: Decider<S, E>, ...events: readonly E[]) {
  const state = events.reduce(decider.evolve, decider.initialState);
  return {
    state,
    when: <D>(decide: (state: S) => D): D => decide(state),
  };
}
