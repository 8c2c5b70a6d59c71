import { unreachable } from '#domain/kernel/decider.js';
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
    case 'anchor-differs':
      return `the log up to event ${problem.anchor.events} is not what it was on ${problem.anchor.at}; ${
        problem.after === undefined
          ? 'no earlier anchor says from where on'
          : `up to event ${problem.after.events} it is`
      }`;
    case 'cut-off':
      return `the log ends after ${problem.events} events; on ${problem.anchor.at} it had ${problem.anchor.events}`;
    case 'unreadable':
      return `the log could not be read any further: ${problem.error.message}`;
    default:
      return unreachable(problem);
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
