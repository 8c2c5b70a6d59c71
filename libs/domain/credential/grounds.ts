import type { Instant } from '#decider/brand.js';
import { dayInRiyadh } from '../calendar/day.js';
import { changesOf, justAfter } from '../conditions/edges.js';
import { graceUntil } from '../conditions/no-absence-report.js';
import { unreachable } from '#decider/decider.js';
import type { RestsOn } from '../kernel/rests-on.js';
import { type DirectivesState, reachingIssued } from '../directives/directives.js';
import { valueAt } from '../policy/dated.js';
import { isAccredited } from '../policy/medical-centres.js';
import type { Policy, GroundEffect } from '../policy/policy.js';
import type { ResidentFile } from '../resident/file.js';
import { factsInForce } from '../resident/in-force.js';
import { knownOf, type Told } from '../resident/told.js';
import { lastResultOf, type ResidentView, viewOf } from '../resident/view.js';
import type { Ground, GroundKind } from './events.js';

/** What is known of the holder. */
export interface SeenOfHolder {
  readonly resident: ResidentView;
  /** The last result of an examination in a centre that was accredited. */
  readonly fitness: Told<'fit' | 'unfit' | 'pending'> | undefined;
  readonly directives: DirectivesState;
  readonly at: Instant;
}

/** What takes the ground of an identity away, by what is known at one moment. */
export interface Grounds {
  readonly suspending: readonly Ground[];
  readonly revoking: readonly Ground[];
  /** Matters that were erased: whether there is such a ground nobody can tell until somebody reports again. */
  readonly unknown: readonly GroundKind[];
  /** When time alone changes any of it; undefined: never. */
  readonly changesAt: Instant | undefined;
}

/** What the files say of the holder at a moment. */
export function seenOfHolder(
  file: ResidentFile,
  directives: DirectivesState,
  at: Instant,
  { medicalCentres }: Pick<Policy, 'medicalCentres'>,
): SeenOfHolder {
  const facts = factsInForce(file, { effectiveAt: at });
  const fitness = lastResultOf(facts, (centre, examined) =>
    isAccredited(medicalCentres, centre, dayInRiyadh(examined)),
  );
  return { resident: viewOf(facts), fitness, directives, at };
}

type Found = Ground & { readonly effect: GroundEffect };

/**
 * The grounds in effect by what is known: each matter by itself, as the conditions see it, and what it does by the policy
 * of the day. A matter that nobody has reported is no ground.
 */
export function groundsBy(seen: SeenOfHolder, policy: Policy): Grounds {
  const now = foundIn(seen, policy);
  const later = edgesAfter(seen, policy).map((at) => ({ at, found: foundIn({ ...seen, at }, policy) }));
  const dated = now.map(({ effect, ...ground }): Found => {
    const until = later.find(({ found }) => !found.some((then) => isSame(then, { ...ground, effect })))?.at;
    return { ...ground, ...(until !== undefined && { until }), effect };
  });
  const changes = ({ found }: { readonly found: readonly Found[] }) =>
    found.length !== now.length || !now.every((one) => found.some((then) => isSame(then, one)));
  return {
    suspending: dated.flatMap(doing('suspends')),
    revoking: dated.flatMap(doing('revokes')),
    unknown: unknownIn(seen),
    changesAt: later.find(changes)?.at,
  };
}

/** What is a ground by what is known at that moment, whatever policy says it does. */
export function mattersIn(
  seen: SeenOfHolder,
  policy: Policy,
): readonly Pick<Ground, 'kind' | 'directiveId'>[] {
  return foundIn(seen, policy);
}

function doing(wanted: GroundEffect) {
  return ({ effect, ...ground }: Found): readonly Ground[] => (effect === wanted ? [ground] : []);
}

function isSame(a: Found, b: Found): boolean {
  return a.kind === b.kind && a.directiveId === b.directiveId && a.effect === b.effect;
}

function foundIn(seen: SeenOfHolder, policy: Policy): readonly Found[] {
  const day = dayInRiyadh(seen.at);
  const found = [...ofResident(seen, policy), ...ofDirectives(seen)];
  return found.map((ground) => ({ ...ground, effect: valueAt(policy.rules.afterIssue[ground.kind], day) }));
}

function ofResident({ resident, fitness, at }: SeenOfHolder, policy: Policy): readonly Ground[] {
  const { violations, account, residency } = resident;
  const grounds: Ground[] = [];
  const add = (kind: GroundKind, since: Instant, { factIds, factsLeftOut }: RestsOn) =>
    grounds.push({ kind, since, factIds, ...(factsLeftOut !== undefined && { factsLeftOut }) });

  const status = knownOf(residency);
  if (status?.value.status === 'cancelled') add('residency-cancelled', status.effective, status);
  if (status?.value.status === 'final-exit') add('residency-final-exit', status.effective, status);
  const absence = absenceIn(resident, at, policy);
  if (absence !== undefined && 'reportedAt' in resident.absence)
    add(absence, resident.absence.reportedAt, resident.absence);
  const exam = knownOf(fitness);
  if (exam?.value === 'unfit') add('medical-unfit', exam.effective, exam);
  const login = knownOf(account);
  if (login?.value === 'suspended') add('account-suspended', login.effective, login);
  if (violations.state === 'outstanding') add('violations-outstanding', at, violations);
  if (violations.state === 'contested') add('violations-objected', at, violations);
  return grounds;
}

function absenceIn({ absence, category }: ResidentView, at: Instant, policy: Policy): GroundKind | undefined {
  switch (absence.state) {
    case 'none':
    case 'erased':
    case 'cancelled':
    case 'upheld':
      return undefined;
    case 'reported': {
      const isOver = at > graceUntil(absence, category, policy);
      return isOver ? 'absence-grace-over' : 'absence-reported';
    }
    case 'appealed':
      return 'absence-appealed';
    case 'confirmed':
      return 'absence-confirmed';
    case 'dismissed':
      return 'absence-appeal-dismissed';
    default:
      return unreachable(absence);
  }
}

function ofDirectives({ resident, directives, at }: SeenOfHolder): readonly Ground[] {
  const of = {
    category: knownOf(resident.category)?.value,
    nationality: knownOf(resident.passport)?.value.nationality,
  };
  return reachingIssued(directives, at, of).map(({ directiveId, from }) => ({
    kind: 'directive',
    directiveId,
    since: from,
    factIds: [],
  }));
}

/** What was erased may have been a ground; what is known to be one is one whatever else was erased. */
function unknownIn({ resident, fitness }: SeenOfHolder): readonly GroundKind[] {
  const { residency, absence, account, violations, category, passport } = resident;
  const unknown: GroundKind[] = [];
  if (residency === 'erased') unknown.push('residency-cancelled', 'residency-final-exit');
  if (absence.state === 'erased')
    unknown.push(
      'absence-reported',
      'absence-grace-over',
      'absence-appealed',
      'absence-confirmed',
      'absence-appeal-dismissed',
    );
  if (fitness === 'erased') unknown.push('medical-unfit');
  if (account === 'erased') unknown.push('account-suspended');
  if (violations.erased !== undefined && violations.state === 'none')
    unknown.push('violations-outstanding', 'violations-objected');
  if (category === 'erased' || passport === 'erased') unknown.push('directive');
  return unknown;
}

/** The moments after which time alone may change what is found, in order; facts told ahead are looked at anyway. */
function edgesAfter({ resident, directives, at }: SeenOfHolder, policy: Policy): readonly Instant[] {
  const { absence, category } = resident;
  const edges = [
    ...(absence.state === 'reported' ? [justAfter(graceUntil(absence, category, policy))] : []),
    ...[...directives.imposed.values()].flatMap(({ reachesIssued, directiveId, from, until }) =>
      reachesIssued === true ? [from, until, directives.lifted.get(directiveId)] : [],
    ),
    ...changesOf(policy),
  ].filter((edge) => edge !== undefined && edge > at) as Instant[];
  return [...new Set(edges)].sort();
}
