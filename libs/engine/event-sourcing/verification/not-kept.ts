import type { Position, Retention, RetentionNote } from '#event-store/port.js';

/** A stream of which the store was told to leave events out. */
export interface NotKeptProblem {
  readonly kind: 'not-kept';
  readonly stream: string;
  /** Where in the log it was told so. */
  readonly position: Position;
  readonly retention: Retention;
}

/** What a store says it does not keep, of each stream what it said last. Remembers only streams for which it said something. */
export class NotKept {
  private readonly notes = new Map<string, RetentionNote>();

  constructor(private readonly isOurs: (stream: string) => boolean) {}

  readonly see = (note: RetentionNote): void => {
    const { stream, rules } = note;
    if (!this.isOurs(stream) || isDeleted(this.notes.get(stream))) return;
    // One that says nothing any more takes back what was said before.
    if (rules.length === 0) this.notes.delete(stream);
    else this.notes.set(stream, note);
  };

  problems(): readonly NotKeptProblem[] {
    return [...this.notes.values()].flatMap(({ stream, position, rules }) =>
      rules.map((retention) => ({ kind: 'not-kept' as const, stream, position, retention })),
    );
  }
}

/** For good: nothing that is said of the stream later changes it. */
const isDeleted = (note: RetentionNote | undefined): boolean =>
  note?.rules.some(({ rule }) => rule === 'deleted') === true;
