import type { Refusal } from '#decider/decider.js';
import type { Execution } from '#event-log/event-log.js';
import type { Position, Revision } from '#event-store/port.js';

/** What became of a command. Only `done` changed anything, or found it already so. */
export type Outcome<Answer extends object = object> =
  | {
      readonly kind: 'done';
      readonly answer: Answer;
      /** Of the command's main stream. */
      readonly revision: Revision | 'no_stream';
      readonly position: Position | undefined;
      readonly repeated: boolean;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'stale'; readonly actual: Revision | 'no_stream' }
  | { readonly kind: 'reused' };

export function outcome<S, Answer extends object>(
  execution: Execution<S>,
  answer: (state: S) => Answer,
): Outcome<Answer> {
  if (execution.kind !== 'done') return execution;
  const { revision, position, repeated } = execution;
  return { kind: 'done', answer: answer(execution.state), revision, position, repeated };
}
