import type { Day, Instant } from '../kernel/brand.js';
import { type Absence, absenceOf } from './absence.js';
import type { Fact, FactContents, FactKind } from './facts.js';
import { factsInForce, type Moment } from './in-force.js';
import type { ResidentFile } from './file.js';
import { type Violation, violationsOf } from './violations.js';

/** What is known of one matter, and the facts it rests on. */
export interface Known<T> {
  readonly value: T;
  /** True from then on. */
  readonly effective: Instant;
  readonly factIds: readonly string[];
}

/** What was known at one moment about another. `undefined`: nobody has told us (yet), or it was erased. */
export interface ResidentView {
  readonly residency: Known<Residency> | undefined;
  readonly biometricsOnFile: Known<boolean> | undefined;
  /** How often this resident renewed late before. */
  readonly lateRenewals: Known<number> | undefined;
  readonly passport: Known<FactContents['passport-updated']> | undefined;
  /** Number of the passport linked to the account. */
  readonly linkedPassport: Known<string> | undefined;
  readonly violations: readonly Violation[];
  readonly medical: Known<FactContents['medical-exam-reported']> | undefined;
  readonly absence: Absence;
  readonly account: Known<'active' | 'suspended'> | undefined;
  /** Null: on record as having none. */
  readonly sponsor: Known<string | null> | undefined;
  readonly insurance: Known<FactContents['insurance-changed']> | undefined;
}

interface Residency {
  readonly status: FactContents['residency-status-changed']['status'];
  readonly validUntil: Day | undefined;
  readonly entryDate: Day | undefined;
  readonly iqamaNumber: string | undefined;
}

/**
 * What the file says about `effectiveAt`, as far as it was received by `knownAt`. Whoever decides now leaves that out: what
 * was read is known, whatever the clock of the machine that received it said. For each matter the fact that took
 * effect last (of two at the same instant, the one received last, then the greater id). The order in which the facts
 * arrived makes no difference once they all have.
 */
export function viewAt(file: ResidentFile, moment: Moment): ResidentView {
  const facts = factsInForce(file, moment);
  const statuses = ofKind(facts, 'residency-status-changed');
  return {
    residency: residencyOf(statuses),
    biometricsOnFile: lastSaid(statuses, (content) => content.biometricsOnFile),
    lateRenewals: lastSaid(statuses, (content) => content.lateRenewals),
    passport: lastSaid(ofKind(facts, 'passport-updated'), (content) => content),
    linkedPassport: lastSaid(ofKind(facts, 'passport-linked'), (content) => content.number),
    violations: violationsOf(facts),
    medical: lastSaid(ofKind(facts, 'medical-exam-reported'), (content) => content),
    absence: absenceOf(facts),
    account: accountOf(facts),
    sponsor: lastSaid(ofKind(facts, 'sponsorship-changed'), (content) => content.sponsorNumber),
    insurance: lastSaid(ofKind(facts, 'insurance-changed'), (content) => content),
  };
}

type Of<K extends FactKind> = Extract<Fact, { readonly kind: K }>;

function ofKind<K extends FactKind>(facts: readonly Fact[], kind: K): readonly Of<K>[] {
  return facts.filter((fact): fact is Of<K> => fact.kind === kind);
}

/** The last fact that says something about the matter: one that is silent about it changes nothing. */
function lastSaid<F extends Fact, T>(
  facts: readonly F[],
  saidBy: (content: F['content']) => T | undefined,
): Known<T> | undefined {
  for (const fact of facts.toReversed()) {
    const value = saidBy(fact.content);
    if (value !== undefined) return { value, effective: fact.effective, factIds: [fact.id] };
  }
  return undefined;
}

/** A status without dates keeps the dates told before it. */
function residencyOf(facts: readonly Of<'residency-status-changed'>[]): Known<Residency> | undefined {
  const status = lastSaid(facts, (content) => content.status);
  if (status === undefined) return undefined;
  const validUntil = lastSaid(facts, (content) => content.validUntil);
  const entryDate = lastSaid(facts, (content) => content.entryDate);
  const iqamaNumber = lastSaid(facts, (content) => content.iqamaNumber);
  const restsOn = [status, validUntil, entryDate, iqamaNumber].flatMap((known) => known?.factIds ?? []);
  return {
    value: {
      status: status.value,
      validUntil: validUntil?.value,
      entryDate: entryDate?.value,
      iqamaNumber: iqamaNumber?.value,
    },
    effective: status.effective,
    factIds: [...new Set(restsOn)],
  };
}

function accountOf(facts: readonly Fact[]): ResidentView['account'] {
  const fact = facts.findLast(({ kind }) => kind === 'account-activated' || kind === 'account-suspended');
  if (fact === undefined) return undefined;
  const value = fact.kind === 'account-activated' ? 'active' : 'suspended';
  return { value, effective: fact.effective, factIds: [fact.id] };
}
