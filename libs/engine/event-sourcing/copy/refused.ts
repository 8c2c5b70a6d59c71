import { unreachable } from '#decider/decider.js';
import type { ExpectedRevision } from '#event-store/port.js';
import { IDENTITY_STREAM } from '../identity/identity-stream.js';
import { problemText } from '../verification/problem-text.js';
import type { LogReport } from '../verify.js';

/** Why a log is not copied, or the copy is not as it should be. */
export type CopyRefusal =
  | { readonly kind: 'findings'; readonly in: 'source' | 'target'; readonly report: LogReport }
  /** The target holds something else than a beginning of each of the source's streams. */
  | { readonly kind: 'no-beginning'; readonly stream: string }
  /** Somebody else wrote to the target meanwhile. */
  | { readonly kind: 'target-written'; readonly stream: string; readonly at: ExpectedRevision }
  | { readonly kind: 'differs' };

export class CopyRefusedError extends Error {
  override readonly name = 'CopyRefusedError';
  constructor(readonly refusal: CopyRefusal) {
    super(refusalText(refusal));
  }
}

function refusalText(refusal: CopyRefusal): string {
  switch (refusal.kind) {
    case 'findings': {
      const [first] = refusal.report.problems;
      const more = refusal.report.problemCount - 1;
      return `the ${refusal.in} is not as it was written: ${first === undefined ? '' : problemText(first)}${more > 0 ? `, and ${more} more` : ''} (hawiya log verify)`;
    }
    case 'no-beginning':
      return `the target holds something else than a beginning of the source: ${refusal.stream}${refusal.stream === IDENTITY_STREAM ? ' (it was begun as a log of its own, by hawiya migrate or a start: copy to a store that nobody has begun)' : ''}`;
    case 'target-written':
      return `somebody else writes to the target: ${refusal.stream} is at ${refusal.at}`;
    case 'differs':
      return 'source and target do not hold the same streams: one of them was written meanwhile; stop whoever does, and copy again';
    default:
      return unreachable(refusal);
  }
}
