import type { Instant } from '#decider/brand.js';
import {
  type Directive,
  type DirectivePhase,
  type DirectivesState,
  phaseOf,
} from '#domain/directives/directives.js';

export interface ListedDirective {
  readonly directive: Directive;
  readonly phase: DirectivePhase;
  /** Since when it is lifted, or will be. */
  readonly liftedAt: Instant | undefined;
}

export interface DirectivesPage {
  readonly entries: readonly ListedDirective[];
  readonly next: string | undefined;
}

/**
 * The directives heard of last, at first, as they stand at that moment. A cursor is the place of the last one shown, in
 * the order in which they were heard of: more that come meanwhile move nothing. Undefined: the cursor is none of ours.
 */
export function directivesPage(
  state: DirectivesState,
  at: Instant,
  {
    phase: wanted,
    limit = 25,
    cursor,
  }: { readonly phase?: DirectivePhase; readonly limit?: number; readonly cursor?: string },
): DirectivesPage | undefined {
  const all = state.imposed.values();
  const before = cursor === undefined ? all.length : Number(cursor);
  if (before > all.length || String(before) !== (cursor ?? String(before))) return undefined;
  const found = all
    .slice(0, before)
    .map((directive, place) => ({ directive, place, phase: phaseOf(state, directive, at) }))
    .filter(({ phase }) => wanted === undefined || phase === wanted)
    .toReversed();
  const entries = found.slice(0, limit).map(({ directive, phase }) => ({
    directive,
    phase,
    liftedAt: state.lifted.get(directive.directiveId),
  }));
  return { entries, next: found.length > limit ? String(found[limit - 1]?.place) : undefined };
}
