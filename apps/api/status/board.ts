import type { Instant } from '#decider/brand.js';
import { dayInRiyadh } from '#domain/calendar/day.js';
import { dualDate, toHijri } from '#domain/calendar/hijri.js';
import { CONDITIONS } from '#domain/conditions/all.js';
import { changesFirst } from '#domain/conditions/evaluate.js';
import type { DualDate } from '#domain/credential/events.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { Condition, ReasonMeaning } from '#domain/conditions/condition.js';
import type { ConditionId, Remedy, Becomes, ConditionOutcome } from '#domain/conditions/outcome.js';
import { OWNER_NAMES, REMEDY_TEXTS } from '#domain/conditions/texts.js';
import type { Language } from '#runtime/problems/language.js';
import type { DirectivesById } from '#use-cases/facts/named-directives.js';

/** The events tell "nothing has to be done" from "nothing can be done"; beside the state of the row it is one word. */
type ShownRemedy = Exclude<Remedy, 'nothing'>;

export interface BoardRow extends Omit<ConditionOutcome, 'remedy' | 'becomes'> {
  readonly title: string;
  readonly says: string;
  readonly todo: string;
  readonly ownerName: string;
  readonly remedy: ShownRemedy;
  readonly remedyText: string;
  /** The day of `until` in Riyadh. Absent: it has none, or no table has it in the other calendar. */
  readonly untilDate?: DualDate;
  readonly becomes?: ShownChange;
  /** How the applicant contests what stands against them. */
  readonly contest?: Contest;
  /** Of a case that directives stop, or leave to an officer. */
  readonly directives?: readonly ShownDirective[];
  /** While it waits for a service that was asked. */
  readonly asked?: ShownRequest;
}

interface ShownChange extends Pick<Becomes, 'state' | 'reason'> {
  readonly says: string;
  readonly todo: string;
  readonly remedy: ShownRemedy;
  readonly remedyText: string;
}

/** What to say, and where to send it (POST). */
interface Contest {
  readonly says: string;
  readonly path: string;
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
 * The board with its texts, and with the directives it names. `runs`: the application in which something can be
 * contested; absent: there is none, or it has ended. A reason of an older rule version that has no text any
 * more stands for itself.
 */
export function boardIn(
  language: Language,
  board: readonly ConditionOutcome[],
  directives: DirectivesById,
  runs?: ApplicationId,
): readonly BoardRow[] {
  return board.map(({ becomes, ...row }) => ({
    ...row,
    ...conditionIn(language, row),
    ownerName: OWNER_NAMES[row.owner][language],
    ...remedyIn(language, row.remedy),
    ...(row.until !== undefined && shownDate('untilDate', row.until)),
    ...(becomes !== undefined && { becomes: changeIn(language, row.condition, becomes) }),
    ...(runs !== undefined && contestIn(language, row, `/v1/applications/${runs}/absence-appeal`)),
    ...(row.condition === 'directives-met' && directivesIn(language, row.factIds, directives)),
  }));
}

function remedyIn(language: Language, remedy: Remedy) {
  const shown: ShownRemedy = remedy === 'nothing' ? 'none' : remedy;
  return { remedy: shown, remedyText: REMEDY_TEXTS[remedy][language] };
}

function contestIn(
  language: Language,
  { condition, reason }: Pick<ConditionOutcome, 'condition' | 'reason'>,
  path: string,
): { readonly contest?: Contest } {
  const contest = meaningOf(condition, reason)?.contest;
  return contest === undefined ? {} : { contest: { says: contest[language], path } };
}

function changeIn(
  language: Language,
  condition: ConditionId,
  { state, reason, remedy }: Becomes,
): ShownChange {
  const { says, todo } = conditionIn(language, { condition, reason });
  return { state, reason, says, todo, ...remedyIn(language, remedy) };
}

/** The first date by which time alone changes the board; null: none. */
export function changesNext(board: readonly ConditionOutcome[]) {
  const at = changesFirst(board);
  if (at === undefined) return null;
  const conditions = board.filter(({ until }) => until === at).map(({ condition }) => condition);
  return { at, conditions, ...shownDate('date', at) };
}

/** A passport may run longer than the table of the other calendar. */
function shownDate<Name extends string>(name: Name, at: Instant): { readonly [N in Name]?: DualDate } {
  const day = dayInRiyadh(at);
  // One member of that name, or none.
  return (toHijri(day).ok ? { [name]: dualDate(day) } : {}) as { readonly [N in Name]?: DualDate };
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

function meaningOf(condition: string, reason: string): ReasonMeaning | undefined {
  return BY_ID.get(condition)?.reasons[reason];
}

/** What a condition and its reason mean. */
export function conditionIn(
  language: Language,
  { condition: id, reason }: Pick<ConditionOutcome, 'condition' | 'reason'>,
) {
  const described = meaningOf(id, reason);
  return {
    title: BY_ID.get(id)?.title[language] ?? id,
    says: described?.says[language] ?? reason,
    todo: described?.todo[language] ?? '',
  };
}

/** What a service was asked for and has not told. */
export interface ShownRequest {
  readonly since: Instant;
  readonly lastAskedAt: Instant;
  readonly times: number;
  /** Null: it is not late. */
  readonly lateSince: Instant | null;
  readonly says: string;
}
