import type { Erased } from '#decider/decider.js';
import { restingOn } from '../../kernel/rests-on.js';
import type { Absence, Report } from '../absence.js';
import type { FactContents, FactKind } from '../facts.js';
import { factName, type RecordedFact, type ResidentFile } from '../file.js';
import type { Moment } from '../in-force.js';
import { knownOf, type Told } from '../told.js';
import type { ResidentView } from '../view.js';
import type { Violations } from '../violations.js';

/*
 * Support for specs: what a view is, said the plain way. All facts that count are put in order of effect, and the last
 * one that says something about a matter is looked for from the end. `viewAt` must come to the same, faster.
 */

export function viewInOrder(file: ResidentFile, moment: Moment): ResidentView {
  const facts = factsInForce(file, moment);
  const statuses = ofKind(facts, 'residency-status-changed');
  return {
    residency: residencyOf(statuses),
    category: lastSaid(statuses, (content) => content.category),
    biometricsOnFile: lastSaid(statuses, (content) => content.biometricsOnFile),
    lateRenewals: lastSaid(statuses, (content) => content.lateRenewals),
    passport: passportOf(ofKind(facts, 'passport-updated')),
    linkedPassport: lastSaid(ofKind(facts, 'passport-linked'), (content) => content.number),
    violations: violationsOf(facts),
    medical: lastSaid(ofKind(facts, 'medical-exam-reported'), (content) => content),
    absence: absenceIn(facts),
    account: accountOf(facts),
    sponsor: lastSaid(ofKind(facts, 'sponsorship-changed'), (content) => content.sponsorNumber),
    employment: employmentOf(facts),
    insurance: lastSaid(ofKind(facts, 'insurance-changed'), (content) => content),
  };
}

/** `facts` in order of effect. */
function violationsOf(facts: readonly RecordedFact[]): Violations {
  const said = facts.filter(({ kind }) => kind.startsWith('violation-'));
  const known = said.filter(({ content }) => content !== 'erased');
  const kindsOf = (id: string) => known.filter((fact) => violationIn(fact) === id).map(({ kind }) => kind);
  const isOpen = (id: string) => !kindsOf(id).includes('violation-settled');
  const open = known.filter((fact) => isOpen(violationIn(fact)));
  const contested = open.every((fact) => kindsOf(violationIn(fact)).includes('violation-objected'));
  const erased = said.filter(({ content }) => content === 'erased').map(({ id }) => id);
  const grounds = open.length > 0 ? open : known;
  const unsettled = contested ? 'contested' : 'outstanding';
  return {
    state: open.length === 0 ? 'none' : unsettled,
    ...restingOn(grounds.map(({ id }) => id)),
    erased: erased.length === 0 ? undefined : restingOn(erased),
  };
}

function violationIn({ content }: RecordedFact): string {
  return typeof content === 'object' && 'violationId' in content ? content.violationId : '';
}

/** In the order they are taken, of those effective at the same instant. */
const STEPS = [
  'absence-reported',
  'absence-confirmed',
  'absence-appealed',
  'appeal-decided',
  'absence-cancelled',
];
const GRAVITY = ['confirmed', 'dismissed', 'appealed', 'reported', 'upheld', 'cancelled'];

/** `facts` in order of effect. */
function absenceIn(facts: readonly RecordedFact[]): Absence {
  const told = facts.filter(({ kind }) => STEPS.includes(kind));
  const steps = told
    .filter(({ content }) => content !== 'erased')
    .sort((a, b) => compare(a.effective, b.effective) || STEPS.indexOf(a.kind) - STEPS.indexOf(b.kind));
  const ids = [...new Set(steps.map(reportIn))];
  const reports = ids.map((id) => reportOf(steps.filter((step) => reportIn(step) === id)));
  const [gravest, ...others] = reports.sort((a, b) => GRAVITY.indexOf(a.state) - GRAVITY.indexOf(b.state));
  const erased = told.filter(({ content }) => content === 'erased').map(({ id }) => id);
  if (erased.length > 0 && !(gravest !== undefined && GRAVITY.indexOf(gravest.state) < 4))
    return { state: 'erased', ...restingOn(erased) };
  if (gravest === undefined) return { state: 'none', factIds: [] };
  const besides = others.filter(({ state }) => GRAVITY.indexOf(state) < 4);
  return besides.length === 0 ? gravest : { ...gravest, besides };
}

function reportOf(steps: readonly RecordedFact[]): Report {
  let state: Report['state'] | undefined;
  let graceUntil: Report['graceUntil'];
  for (const { kind, content } of steps) {
    if (content === 'erased') continue;
    if (kind === 'absence-reported' && 'graceUntil' in content) graceUntil = content.graceUntil;
    else if (kind === 'absence-reported') graceUntil = undefined;
    if (state === 'cancelled' || state === 'upheld') continue;
    if (kind === 'absence-reported') state ??= 'reported';
    if (kind === 'absence-confirmed' && state !== 'appealed' && state !== 'dismissed') state = 'confirmed';
    if (kind === 'absence-appealed') state = 'appealed';
    if (kind === 'appeal-decided' && 'outcome' in content) state = content.outcome;
    if (kind === 'absence-cancelled') state = 'cancelled';
  }
  const [first] = steps;
  if (first === undefined || state === undefined) throw new Error('no report without a step');
  const reportedAt = first.effective;
  return {
    state,
    reportId: reportIn(first),
    reportedAt,
    graceUntil,
    ...restingOn(steps.map(({ id }) => id)),
  };
}

function reportIn({ content }: RecordedFact): string {
  return typeof content === 'object' && 'reportId' in content ? content.reportId : '';
}

type Of<K extends FactKind> = Extract<RecordedFact, { readonly kind: K }>;

function ofKind<K extends FactKind>(facts: readonly RecordedFact[], kind: K): readonly Of<K>[] {
  return facts.filter((fact): fact is Of<K> => fact.kind === kind);
}

/**
 * The last fact that says something about the matter: one that is silent about it changes nothing, and one that was
 * erased may have said something.
 */
function lastSaid<F extends RecordedFact, T>(
  facts: readonly F[],
  saidBy: (content: Exclude<F['content'], Erased>) => T | undefined,
): Told<T> | undefined {
  for (const fact of facts.toReversed()) {
    const content: F['content'] = fact.content;
    if (content === 'erased') return 'erased';
    const value = saidBy(content as Exclude<F['content'], Erased>); // what is left of it
    if (value !== undefined) return { value, effective: fact.effective, factIds: [fact.id] };
  }
  return undefined;
}

/** A status without dates keeps the dates told before it; if what was told before it is erased, so are the dates. */
function residencyOf(facts: readonly Of<'residency-status-changed'>[]): ResidentView['residency'] {
  const status = lastSaid(facts, (content) => content.status);
  if (status === undefined || status === 'erased') return status;
  const validUntil = lastSaid(facts, (content) => content.validUntil);
  const entryDate = lastSaid(facts, (content) => content.entryDate);
  const iqamaNumber = lastSaid(facts, (content) => content.iqamaNumber);
  const restsOn = [status, validUntil, entryDate, iqamaNumber].flatMap(
    (told) => knownOf(told)?.factIds ?? [],
  );
  return {
    value: {
      status: status.value,
      validUntil: valueOf(validUntil),
      entryDate: valueOf(entryDate),
      iqamaNumber: iqamaNumber === 'erased' ? null : iqamaNumber?.value,
    },
    effective: status.effective,
    factIds: [...new Set(restsOn)],
  };
}

/** The last passport; the name was said last by it, or by one before it, as long as nothing between is erased. */
function passportOf(facts: readonly Of<'passport-updated'>[]): ResidentView['passport'] {
  const passport = lastSaid(facts, (content) => content);
  if (passport === undefined || passport === 'erased') return passport;
  let value = passport.value;
  const factIds = new Set(passport.factIds);
  for (const fields of [
    ['surname', 'givenNames'],
    ['surnameArabic', 'givenNamesArabic'],
  ]) {
    const says = (content: FactContents['passport-updated']) =>
      Object.entries(content).filter(([name]) => fields.includes(name));
    const said = lastSaid(facts, (content) => (says(content).length === 0 ? undefined : says(content)));
    if (said === undefined || said === 'erased') continue;
    value = { ...value, ...Object.fromEntries(said.value) };
    for (const id of said.factIds) factIds.add(id);
  }
  return { ...passport, value, factIds: [...factIds] };
}

/** `facts` in order of effect: a registration begins anew, an end counts if it may be the end of that. */
function employmentOf(facts: readonly RecordedFact[]): ResidentView['employment'] {
  let of = 'anybody';
  let told: ResidentView['employment'];
  for (const { kind, content, effective, id } of facts) {
    if (kind === 'employment-registered') {
      of = content === 'erased' ? content : content.employer;
      told =
        content === 'erased'
          ? content
          : { value: { state: 'registered', ...content }, effective, factIds: [id] };
    }
    if (kind !== 'employment-ended') continue;
    if (content === 'erased') told = content;
    else if (content.employer === undefined || of === 'anybody' || content.employer === of)
      told = { value: { state: 'ended', ...content }, effective, factIds: [id] };
  }
  return told;
}

function accountOf(facts: readonly RecordedFact[]): ResidentView['account'] {
  const fact = facts.findLast(({ kind }) => kind === 'account-activated' || kind === 'account-suspended');
  if (fact === undefined) return undefined;
  if (fact.content === 'erased') return 'erased';
  const value = fact.kind === 'account-activated' ? 'active' : 'suspended';
  return { value, effective: fact.effective, factIds: [fact.id] };
}

function factsInForce(file: ResidentFile, { effectiveAt, knownAt }: Moment): readonly RecordedFact[] {
  const told = file.facts.values();
  const known = knownAt === undefined ? told : told.filter((fact) => fact.received <= knownAt);
  const corrections = correctionsIn(known);
  return known
    .filter((fact) => !isSuperseded(fact, corrections))
    .filter((fact) => fact.effective <= effectiveAt)
    .sort(byEffect);
}

/** For each fact that was put right, by source and id, the last word on it. */
type Corrections = ReadonlyMap<string, RecordedFact>;

function correctionsIn(facts: readonly RecordedFact[]): Corrections {
  const lastWord = new Map<string, RecordedFact>();
  for (const fact of facts.filter(({ corrects }) => corrects !== undefined).sort(byReceipt)) {
    lastWord.set(factName(fact.source, fact.corrects ?? ''), fact);
  }
  return lastWord;
}

/** Put right itself, or one of several corrections of the same fact and not the last. */
function isSuperseded(fact: RecordedFact, corrections: Corrections): boolean {
  if (corrections.size === 0) return false;
  if (corrections.has(factName(fact.source, fact.id))) return true;
  return fact.corrects !== undefined && corrections.get(factName(fact.source, fact.corrects)) !== fact;
}

function byEffect(a: RecordedFact, b: RecordedFact): number {
  return compare(a.effective, b.effective) || byReceipt(a, b);
}

function byReceipt(a: RecordedFact, b: RecordedFact): number {
  return compare(a.received, b.received) || compare(a.id, b.id) || compare(a.source, b.source);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function valueOf<T>(told: Told<T> | undefined): T | Erased | undefined {
  return told === 'erased' ? told : told?.value;
}
