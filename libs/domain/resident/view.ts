import type { Instant } from '#decider/brand.js';
import type { Day } from '../kernel/brand.js';
import type { Erased } from '#decider/decider.js';
import { type Absence, absenceOf } from './absence.js';
import { type Employment, employmentOf } from './employment.js';
import type { FactContents } from './facts.js';
import { type FactsInForce, factsInForce, type Moment, type Of } from './in-force.js';
import { lastOf } from './in-order.js';
import type { RecordedFact, ResidentFile } from './file.js';
import { type Violations, violationsOf } from './violations.js';
import type { ResidentCategory } from '../application/case-terms.js';
import { type Told, knownOf } from './told.js';

/** What was known at one moment about another. `undefined`: nobody has told us (yet). */
export interface ResidentView {
  readonly residency: Told<Residency> | undefined;
  /** Passports' word; what the applicant says of it is a claim. */
  readonly category: Told<ResidentCategory> | undefined;
  readonly biometricsOnFile: Told<boolean> | undefined;
  /** How often this resident renewed late before. */
  readonly lateRenewals: Told<number> | undefined;
  /** The passport on record; a fact about it that is silent about the name keeps what was said of it before. */
  readonly passport: Told<FactContents['passport-updated']> | undefined;
  /** Number of the passport linked to the account. */
  readonly linkedPassport: Told<string> | undefined;
  readonly violations: Violations;
  readonly medical: Told<FactContents['medical-exam-reported']> | undefined;
  readonly absence: Absence;
  readonly account: Told<'active' | 'suspended'> | undefined;
  /** Null: on record as having none. */
  readonly sponsor: Told<string | null> | undefined;
  /** The last in effect, registered or ended. */
  readonly employment: Told<Employment> | undefined;
  readonly insurance: Told<FactContents['insurance-changed']> | undefined;
}

interface Residency {
  readonly status: FactContents['residency-status-changed']['status'];
  readonly validUntil: Day | Erased | undefined;
  readonly entryDate: Day | Erased | undefined;
  /** Null: it was told, and has been erased since. */
  readonly iqamaNumber: string | null | undefined;
}

/**
 * What the file says about `effectiveAt`, as far as it was received by `knownAt`. Whoever decides now leaves that out: what
 * was read is known, whatever the clock of the machine that received it said. For each matter the fact that took
 * effect last (of two at the same instant, the one received last, then the greater id). The order in which the facts
 * arrived makes no difference once they all have.
 *
 * Takes steps in proportion to the facts, and puts nothing in order that it need not: a person with 100,000 facts is
 * looked at for every fact more.
 */
export function viewAt(file: ResidentFile, moment: Moment): ResidentView {
  return viewOf(factsInForce(file, moment));
}

/** The last examination with a result, of those that count; one whose result is pending says nothing against it. */
export function lastResultOf(facts: FactsInForce, counts: (centre: string, examined: Instant) => boolean) {
  const exams = facts.of('medical-exam-reported');
  const counting = exams.filter(
    ({ content, effective }) => content === 'erased' || counts(content.centre, effective),
  );
  return lastSaid(counting, (content) => (content.result === 'pending' ? undefined : content.result));
}

/** See `viewAt`. */
export function viewOf(facts: FactsInForce): ResidentView {
  const statuses = facts.of('residency-status-changed');
  return {
    residency: residencyOf(statuses),
    category: lastSaid(statuses, (content) => content.category),
    biometricsOnFile: lastSaid(statuses, (content) => content.biometricsOnFile),
    lateRenewals: lastSaid(statuses, (content) => content.lateRenewals),
    passport: passportOf(facts.of('passport-updated')),
    linkedPassport: lastSaid(facts.of('passport-linked'), (content) => content.number),
    violations: violationsOf(facts),
    medical: lastSaid(facts.of('medical-exam-reported'), (content) => content),
    absence: absenceOf(facts),
    account: accountOf(facts),
    sponsor: lastSaid(facts.of('sponsorship-changed'), (content) => content.sponsorNumber),
    employment: employmentOf(facts),
    insurance: lastSaid(facts.of('insurance-changed'), (content) => content),
  };
}

function valueOf<T>(told: Told<T> | undefined): T | Erased | undefined {
  return told === 'erased' ? told : told?.value;
}

/** A fact that is silent about the matter changes nothing, and one that was erased may have said something. */
function lastSaid<F extends RecordedFact, T>(
  facts: readonly F[],
  saidBy: (content: Exclude<F['content'], Erased>) => T | undefined,
): Told<T> | undefined {
  // What is left of a content when it is not erased.
  const saidIn = (content: F['content']) =>
    content === 'erased' ? content : saidBy(content as Exclude<F['content'], Erased>);
  const fact = lastOf(facts, ({ content }) => saidIn(content) !== undefined);
  if (fact === undefined || fact.content === 'erased') return fact && 'erased';
  // `lastOf` asked it of this very fact.
  const value = saidIn(fact.content) as T;
  return { value, effective: fact.effective, factIds: [fact.id] };
}

/** A status without dates keeps the dates told before it; if what was told before it is erased, so are the dates. */
function residencyOf(facts: readonly Of<'residency-status-changed'>[]): Told<Residency> | undefined {
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

/**
 * The passport is the one told last. The person keeps their name with a new passport that is told without: the one said
 * last, each script as a whole, so that no name is made of two. What was erased is not carried over.
 */
function passportOf(facts: readonly Of<'passport-updated'>[]): ResidentView['passport'] {
  const last = lastSaid(facts, (content) => content);
  if (last === undefined || last === 'erased') return last;
  const of = [
    lastSaid(facts, ({ surname, givenNames }) => group({ surname, givenNames })),
    lastSaid(facts, ({ surnameArabic, givenNamesArabic }) => group({ surnameArabic, givenNamesArabic })),
  ].flatMap((told) => knownOf(told) ?? []);
  return {
    value: of.reduce((passport, { value }) => ({ ...passport, ...value }), last.value),
    effective: last.effective,
    factIds: [...new Set([...last.factIds, ...of.flatMap(({ factIds }) => factIds)])],
  };
}

type Person = Partial<FactContents['passport-updated']>;

/** What is said of it; undefined: nothing. */
function group(fields: { readonly [K in keyof Person]: Person[K] | undefined }): Person | undefined {
  const said = Object.entries(fields).filter(([, value]) => value !== undefined);
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

function accountOf(facts: FactsInForce): ResidentView['account'] {
  const told = [...facts.of('account-activated'), ...facts.of('account-suspended')];
  const fact = lastOf(told);
  if (fact === undefined || fact.content === 'erased') return fact && 'erased';
  const value = fact.kind === 'account-activated' ? 'active' : 'suspended';
  return { value, effective: fact.effective, factIds: [fact.id] };
}
