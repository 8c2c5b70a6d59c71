import type { ConditionOutcome } from '#domain/application/events.js';
import { CONDITIONS } from '#domain/conditions/all.js';
import type { Condition, Remedy, Text } from '#domain/conditions/condition.js';
import { OWNER_NAMES, REMEDY_TEXTS } from '#domain/conditions/texts.js';
import type { Language } from '#platform/problems/language.js';

/** The events tell "nothing has to be done" from "nothing can be done"; beside the state of the row it is one word. */
type ShownRemedy = Exclude<Remedy, 'nothing'>;

export interface BoardRow extends Omit<ConditionOutcome, 'remedy'> {
  readonly title: string;
  readonly says: string;
  readonly todo: string;
  readonly ownerName: string;
  readonly remedy: ShownRemedy;
  readonly remedyText: string;
}

const BY_ID: ReadonlyMap<string, Condition> = new Map(
  CONDITIONS.map((condition) => [condition.id, condition]),
);

/** The board with its texts. A reason of an older rule version that has no text any more stands for itself. */
export function boardIn(language: Language, board: readonly ConditionOutcome[]): readonly BoardRow[] {
  return board.map((row) => ({
    ...row,
    ...conditionIn(language, row),
    ownerName: OWNER_NAMES[row.owner][language],
    remedy: row.remedy === 'nothing' ? 'none' : row.remedy,
    remedyText: REMEDY_TEXTS[row.remedy][language],
  }));
}

/** What a condition and its reason mean. */
export function conditionIn(
  language: Language,
  { condition: id, reason }: Pick<ConditionOutcome, 'condition' | 'reason'>,
) {
  const condition = BY_ID.get(id);
  const described: { says: Text; todo: Text } | undefined = condition?.reasons[reason];
  return {
    title: condition?.title[language] ?? id,
    says: described?.says[language] ?? reason,
    todo: described?.todo[language] ?? '',
  };
}
