import type { ConditionOutcome } from '#domain/application/events.js';
import { CONDITIONS } from '#domain/conditions/all.js';
import type { Instant } from '#domain/kernel/brand.js';
import type { Condition, Remedy, Text } from '#domain/conditions/condition.js';
import { OWNER_NAMES, REMEDY_TEXTS } from '#domain/conditions/texts.js';
import type { Language } from '#platform/problems/language.js';
import type { DirectivesById } from '#use-cases/facts/named-directives.js';

/** The events tell "nothing has to be done" from "nothing can be done"; beside the state of the row it is one word. */
type ShownRemedy = Exclude<Remedy, 'nothing'>;

export interface BoardRow extends Omit<ConditionOutcome, 'remedy'> {
  readonly title: string;
  readonly says: string;
  readonly todo: string;
  readonly ownerName: string;
  readonly remedy: ShownRemedy;
  readonly remedyText: string;
  /** Of a case that directives stop, or leave to an officer. */
  readonly directives?: readonly ShownDirective[];
}

interface ShownDirective {
  readonly directiveId: string;
  readonly title: string;
  readonly source: string;
  readonly from: Instant;
  readonly until: Instant | null;
}

const BY_ID: ReadonlyMap<string, Condition> = new Map(
  CONDITIONS.map((condition) => [condition.id, condition]),
);

/**
 * The board with its texts, and with the directives it names. A reason of an older rule version that has no text any
 * more stands for itself.
 */
export function boardIn(
  language: Language,
  board: readonly ConditionOutcome[],
  directives: DirectivesById,
): readonly BoardRow[] {
  return board.map((row) => ({
    ...row,
    ...conditionIn(language, row),
    ownerName: OWNER_NAMES[row.owner][language],
    remedy: row.remedy === 'nothing' ? 'none' : row.remedy,
    remedyText: REMEDY_TEXTS[row.remedy][language],
    ...(row.condition === 'directives-met' && directivesIn(language, row.factIds, directives)),
  }));
}

/** Those of them that are known, for people; no member where there are none. */
export function directivesIn(language: Language, ids: readonly string[], directives: DirectivesById) {
  const shown = ids.flatMap((id): readonly ShownDirective[] => {
    const directive = directives.get(id);
    if (directive === undefined) return [];
    const { directiveId, title, source, from, until } = directive;
    return [{ directiveId, title: title[language], source, from, until: until ?? null }];
  });
  return shown.length === 0 ? {} : { directives: shown };
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
