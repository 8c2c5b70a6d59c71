import type { Refusal } from '#decider/decider.js';
import type { Position, Revision } from '#event-store/port.js';

/** What a command came to. Only `done` changed anything, or found it already so. */
export type Outcome<Answer = object> =
  | {
      readonly kind: 'done';
      /** Of the log: the state as of `revision`. Of a use case: what it says of that state. */
      readonly answer: Answer;
      /** Of the command's main stream. */
      readonly revision: Revision | 'no_stream';
      /** Global position of the last event appended; undefined when it was already so. */
      readonly position: Position | undefined;
      /** This command had been carried out before; this is its original result. */
      readonly repeated: boolean;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The current revision is none of those pinned. */
  | { readonly kind: 'stale'; readonly actual: Revision | 'no_stream' }
  /** The command id was used for another request. */
  | { readonly kind: 'reused' };

export type Done<Answer> = Extract<Outcome<Answer>, { readonly kind: 'done' }>;

/** The same outcome; where it is done, with what `answer` says of the state. */
export function answering<S, Answer>(outcome: Outcome<S>, answer: (state: S) => Answer): Outcome<Answer> {
  return outcome.kind === 'done' ? { ...outcome, answer: answer(outcome.answer) } : outcome;
}

/** It was already so, on a main stream at `revision`: nothing was appended to it. */
export function unchanged<Answer>(
  answer: Answer,
  revision: Revision | 'no_stream' = 'no_stream',
): Done<Answer> {
  return { kind: 'done', answer, revision, position: undefined, repeated: false };
}

/** For a step that was decided before: that it comes to anything else is a bug. @throws Error */
export function carriedOut<Answer>(outcome: Outcome<Answer>, step: string): Done<Answer> {
  if (outcome.kind === 'done') return outcome;
  throw new Error(`${step} ended as ${outcome.kind === 'refused' ? outcome.refusal.code : outcome.kind}`);
}
