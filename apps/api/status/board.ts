import type { ConditionOutcome } from '#domain/application/events.js';
import { CONDITIONS } from '#domain/conditions/all.js';
import type { Condition, Text } from '#domain/conditions/condition.js';
import type { Language } from '#platform/problems/language.js';

export interface BoardRow extends ConditionOutcome {
  readonly title: string;
  readonly says: string;
  readonly todo: string;
}

const BY_ID: ReadonlyMap<string, Condition> = new Map(
  CONDITIONS.map((condition) => [condition.id, condition]),
);

/** The board with its texts. A reason of an older rule version that has no text any more stands for itself. */
export function boardIn(language: Language, board: readonly ConditionOutcome[]): readonly BoardRow[] {
  return board.map((row) => {
    const condition = BY_ID.get(row.condition);
    const reason: { says: Text; todo: Text } | undefined = condition?.reasons[row.reason];
    return {
      ...row,
      title: condition?.title[language] ?? row.condition,
      says: reason?.says[language] ?? row.reason,
      todo: reason?.todo[language] ?? '',
    };
  });
}
