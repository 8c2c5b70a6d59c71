import type { Instant } from '#decider/brand.js';
import { dayInRiyadh, startOfDay } from '#domain/calendar/day.js';
import { directivesDecider } from '#domain/directives/directives.js';
import { unreachable } from '#decider/decider.js';
import { afterIssueChangesOn, afterIssueOn } from '#domain/policy/after-issue.js';
import type { Policy } from '#domain/policy/policy.js';
import type { EventLog } from '#event-sourcing/event-log.js';
import { boundedKey } from '#runtime/bounded-key.js';
import { streams } from '#use-cases/streams.js';
import { directiveOfWalk } from '../react.js';
import type { WalkEdge } from '../reaction.js';

export interface WalkReasonDependencies {
  readonly log: Pick<EventLog, 'load'>;
  readonly policy: Policy;
}

/** Why every credential is looked at again at that moment; undefined: there is no need to. */
export async function reasonOf(
  { log, policy }: WalkReasonDependencies,
  { kind, of }: WalkEdge,
  at: Instant,
): Promise<string | undefined> {
  switch (kind) {
    case 'policy-credentials':
      return afterIssueOn(policy, dayInRiyadh(at));
    case 'directive-credentials': {
      const { state } = await log.load(directivesDecider, streams.directives);
      const directive = state.imposed
        .values()
        .find(({ directiveId }) => boundedKey(directiveId) === directiveOfWalk(of));
      // Of one that is lifted before it is heard of, or that stops applications only, no identity has been told.
      return directive?.reachesIssued === true ? 'directive' : undefined;
    }
    default:
      return unreachable(kind);
  }
}

/** When there will be another reason by time alone; undefined: never. What directives set themselves is not among it. */
export function nextReasonAt(policy: Policy, { kind }: WalkEdge, at: Instant): Instant | undefined {
  if (kind !== 'policy-credentials') return undefined;
  const day = afterIssueChangesOn(policy, dayInRiyadh(at));
  return day === undefined ? undefined : startOfDay(day);
}
