import { unreachable } from '#decider/decider.js';
import type { Retention } from '#event-store/port.js';
import { messageOf } from '#runtime/message-of.js';
import type { LogProblem } from '../verify.js';

/** A problem in one line, for an operator. */
export function problemText(problem: LogProblem): string {
  switch (problem.kind) {
    case 'altered':
      return `${place(problem)} was altered: its bytes are not those its id was made from`;
    case 'missing':
      return `${place(problem)} does not come next: events before it are missing`;
    case 'inserted':
      return `${place(problem)} was inserted: the stream has come as far, or farther, without it`;
    case 'unlinked':
      return `${place(problem)} was written after another event than the one before it: one of the two was replaced`;
    case 'misplaced':
      return `${place(problem)} stands at a position that is not after the one before it`;
    case 'not-kept':
      return `${problem.stream} ${retentionText(problem.retention)} (said at position ${problem.position})`;
    case 'anchor-differs':
      return `the log up to event ${problem.anchor.events} is not what it was on ${problem.anchor.at}; ${
        problem.after === undefined
          ? 'no earlier anchor says from where on'
          : `up to event ${problem.after.events} it is`
      }`;
    case 'cut-off':
      return `the log ends after ${problem.events} events; on ${problem.anchor.at} it had ${problem.anchor.events}`;
    case 'unreadable':
      return `the log could not be read any further: ${messageOf(problem.error)}`;
    default:
      return unreachable(problem);
  }
}

function retentionText(retention: Retention): string {
  switch (retention.rule) {
    case 'deleted':
      return 'was deleted for good: it has a tombstone';
    case 'soft-deleted':
      return 'was deleted: the store leaves out all its events';
    case 'truncated':
      return `was truncated: the store leaves out its events before revision ${retention.before} ($tb)`;
    case 'max-count':
      return `was limited: the store keeps its newest ${retention.events} events only ($maxCount)`;
    case 'max-age':
      return `was limited: the store keeps its events for ${retention.seconds} s only ($maxAge)`;
    default:
      return unreachable(retention);
  }
}

function place(event: {
  readonly stream: string;
  readonly revision: bigint;
  readonly id: string;
  readonly position: bigint;
}): string {
  return `${event.stream}@${event.revision} (event ${event.id}, position ${event.position})`;
}
