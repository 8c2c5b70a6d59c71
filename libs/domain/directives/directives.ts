import type { Instant } from '#decider/brand.js';
import { refuse, unreachable, type Decider, type Decision } from '#decider/decider.js';
import { sameNationality, sameNationalityGroup } from '../identifiers/nationality.js';
import { GrowingMap } from '#decider/growing-map.js';
import { deepEqual } from '../kernel/deep-equal.js';
import type { DirectivesEvent } from './events.js';
import type { ResidentCategory, Service } from '../application/case-terms.js';

/**
 * The government's directives on issuing (condition 9 of the founding article): dated, sourced rules that are imposed
 * and lifted without a release. Stream: `directives-all`.
 */
export type Directive = Extract<DirectivesEvent, { type: 'DirectiveImposed' }>['data'];

export interface DirectivesState {
  readonly imposed: GrowingMap<string, Directive>;
  /** When each was lifted; a lifting may be heard of before the directive itself. */
  readonly lifted: GrowingMap<string, Instant>;
}

/** What a directive looks at to know whether it covers a case. */
export interface DirectiveCase {
  readonly service: Service;
  /** The register's; undefined while it is not known: then a directive on categories cannot cover the case yet. */
  readonly category: ResidentCategory | undefined;
  /** As the passport on record has it; undefined while none is known: then a directive on nationalities cannot cover the case yet. */
  readonly nationality: string | undefined;
}

export type DirectivesRefusalCode =
  'directive-id-reused' | 'directive-covers-nobody' | 'directive-never-in-force';

export const directivesDecider: Decider<DirectivesState, DirectivesEvent> = {
  initialState: { imposed: GrowingMap.of(), lifted: GrowingMap.of() },
  evolve: (state, event) => {
    switch (event.type) {
      case 'DirectiveImposed':
        return { ...state, imposed: state.imposed.with(event.data.directiveId, event.data) };
      case 'DirectiveLifted':
        return { ...state, lifted: state.lifted.with(event.data.directiveId, event.data.liftedAt) };
      default:
        return unreachable(event);
    }
  },
};

/** The directives that cover the case at that moment: from `from`, until before `until` and before the lifting. */
export function inForce(state: DirectivesState, at: Instant, of: DirectiveCase): readonly Directive[] {
  return state.imposed
    .values()
    .filter((directive) => phaseOf(state, directive, at) === 'in-force' && covers(directive, of));
}

/**
 * The directives in force that take the ground of identities away that were issued already. Which service they were
 * issued by does not matter any more; category and nationality are the registers'.
 */
export function reachingIssued(
  state: DirectivesState,
  at: Instant,
  of: Omit<DirectiveCase, 'service'>,
): readonly Directive[] {
  return state.imposed
    .values()
    .filter(
      (directive) =>
        directive.reachesIssued === true &&
        phaseOf(state, directive, at) === 'in-force' &&
        coversPerson(directive, of),
    );
}

/** `ahead`: its day has not come; `over`: its time is up, or it was lifted. */
export type DirectivePhase = 'ahead' | 'in-force' | 'over';

/** Where a directive stands at that moment. One that was lifted before its day never comes into force. */
export function phaseOf(
  { lifted }: DirectivesState,
  { directiveId, from, until }: Directive,
  at: Instant,
): DirectivePhase {
  const liftedAt = lifted.get(directiveId);
  const ended = (until !== undefined && until <= at) || (liftedAt !== undefined && liftedAt <= at);
  if (ended) return 'over';
  return from <= at ? 'in-force' : 'ahead';
}

function covers(directive: Directive, of: DirectiveCase): boolean {
  return (directive.covers.services?.includes(of.service) ?? true) && coversPerson(directive, of);
}

function coversPerson({ covers }: Directive, of: Omit<DirectiveCase, 'service'>): boolean {
  return (
    (covers.categories === undefined ||
      (of.category !== undefined && covers.categories.includes(of.category))) &&
    coversNationality(covers, of.nationality)
  );
}

/** A nationality that is named stands for itself, however its code is written; for its whole group where that is meant. */
function coversNationality(
  { nationalities, wholeGroups }: Directive['covers'],
  nationality: string | undefined,
): boolean {
  if (nationalities === undefined) return true;
  if (nationality === undefined) return false;
  const covers = wholeGroups === true ? sameNationalityGroup : sameNationality;
  return nationalities.some((named) => covers(named, nationality));
}

/** Imposes a directive. The same one again changes nothing, even after it was lifted: to impose anew takes a new id. */
export function decideImpose(
  state: DirectivesState,
  directive: Directive,
): Decision<DirectivesEvent, DirectivesRefusalCode> {
  const known = state.imposed.get(directive.directiveId);
  if (known !== undefined) return deepEqual(known, directive) ? [] : refuse('directive-id-reused');
  if (namesNobody(directive.covers)) {
    return refuse('directive-covers-nobody');
  }
  if (directive.until !== undefined && directive.until <= directive.from) {
    return refuse('directive-never-in-force');
  }
  return [{ type: 'DirectiveImposed', data: directive }];
}

function namesNobody({ services, categories, nationalities }: Directive['covers']): boolean {
  return [services, categories, nationalities].some((list) => list?.length === 0);
}

/** Lifts a directive, also one not heard of yet: the messages of another office may overtake each other. */
export function decideLift(
  state: DirectivesState,
  lifting: { readonly directiveId: string; readonly at: Instant },
): Decision<DirectivesEvent, DirectivesRefusalCode> {
  if (state.lifted.has(lifting.directiveId)) return [];
  return [
    {
      type: 'DirectiveLifted',
      data: { directiveId: lifting.directiveId, liftedAt: lifting.at },
    },
  ];
}
