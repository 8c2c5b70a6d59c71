import type { Owner, ConditionOutcome } from '../conditions/outcome.js';
import { ASKED_SERVICES, type AskedService } from './events.js';
import type { MissingFact } from './fact-request.js';

/** What a case misses: of what its conditions come to, each that waits for a service that can be asked. */
export function missingFacts(
  outcomes: readonly Pick<ConditionOutcome, 'condition' | 'state' | 'remedy' | 'reason' | 'owner'>[],
): readonly MissingFact[] {
  return outcomes.flatMap(({ condition, state, remedy, reason, owner }) =>
    state === 'pending' && remedy === 'wait' && canBeAsked(owner)
      ? [{ condition, service: owner, reason }]
      : [],
  );
}

function canBeAsked(owner: Owner): owner is AskedService {
  return (ASKED_SERVICES as readonly Owner[]).includes(owner);
}
