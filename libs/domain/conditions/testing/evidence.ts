import type { Instant } from '#decider/brand.js';
import { dayInRiyadh } from '../../calendar/day.js';
import { feesDecider } from '../../fees/fees.js';
import { GrowingMap } from '#decider/growing-map.js';
import { committedPolicy } from '../../policy/testing/committed-policy.js';
import type { Fact, FactContents, FactKind } from '../../resident/facts.js';
import type { RecordedFact } from '../../resident/file.js';
import { isKnown, residentDecider, type ResidentView, viewAt } from '../../resident/resident.js';
import { day, instant } from '../../resident/testing/arbitrary-fact.js';
import type { Condition, Evidence, Finding } from '../condition.js';
import type { PassportDetails } from '../../application/case-terms.js';
import type { CaseView } from '../case-view.js';

/** Support for specs: evidence about a case on 2026-03-01. */

const NOW = instant('2026-03-01T09:00:00Z');

export const PASSPORT: PassportDetails = {
  number: 'L898902C3',
  nationality: 'UTO',
  surname: 'ERIKSSON',
  givenNames: 'ANNA MARIA',
  birthDate: day('1974-08-12'),
  sex: 'F',
  expiry: day('2030-01-01'),
};

/** A renewal of an employee who has given all the details. */
const RENEWAL: CaseView = {
  service: 'renew',
  category: 'employee',
  occupation: '2411',
  passport: PASSPORT,
  mrz: 'agrees',
  sponsorNumber: '7001234567',
  insists: false,
};

export interface Given {
  readonly case?: Partial<CaseView>;
  readonly facts?: readonly RecordedFact[];
  /** Assumed unless the facts say it: category and occupation on record as claimed. False: only what the facts say. */
  readonly registered?: false;
  readonly fees?: Evidence['fees'];
  readonly held?: Evidence['held'];
  readonly numberHeld?: Evidence['numberHeld'];
  readonly directives?: Evidence['directives'];
  readonly at?: Instant;
}

export function evidence(given: Given): Evidence {
  const at = given.at ?? NOW;
  const of = { ...RENEWAL, ...given.case };
  const told = residentOf(given.facts ?? [], at);
  return {
    case: of,
    resident: given.registered === false ? told : { ...told, ...asClaimed(of, told, at) },
    fees: given.fees ?? feesDecider.initialState,
    held: given.held,
    numberHeld: given.numberHeld,
    directives: given.directives ?? [],
    at,
    today: dayInRiyadh(at),
  };
}

function asClaimed(
  { category, occupation = '2411' }: CaseView,
  told: ResidentView,
  effective: Instant,
): Pick<ResidentView, 'category' | 'employment'> {
  const employment = {
    state: 'registered',
    occupation,
    employer: '7001234567',
    from: day('2020-01-01'),
  } as const;
  const known = { effective, factIds: [] };
  return {
    category: isKnown(told.category) ? told.category : { value: category, ...known },
    employment: told.employment ?? { value: employment, ...known },
  };
}

export function findingOf(condition: Condition, given: Given): Finding {
  return condition.evaluate(evidence(given), committedPolicy);
}

export const FIRST_ISSUE = { service: 'issue' } as const;

export const NO_DETAILS: Partial<CaseView> = {
  passport: undefined,
  mrz: undefined,
  occupation: undefined,
  sponsorNumber: undefined,
};

export function status(content: FactContents['residency-status-changed'], on?: string): Fact {
  return fact('residency-status-changed', content, on);
}

/** A fact named by its kind, in effect and received on the day given (2026-01-01 if none is). */
export function fact<K extends FactKind>(kind: K, content: FactContents[K], on = '2026-01-01'): Fact {
  const effective = instant(`${on}T09:00:00Z`);
  // Kind and content belong together by the signature; the union cannot show it.
  return { kind, content, source: '/spec', id: `${kind}@${on}`, effective, received: effective } as Fact;
}

/** The same, after the person's key was destroyed. */
export function erased(of: RecordedFact): RecordedFact {
  return { ...of, content: 'erased' };
}

function residentOf(facts: readonly RecordedFact[], at: Instant): ResidentView {
  const file = GrowingMap.of(facts.map((one, index) => [String(index), one]));
  return viewAt({ ...residentDecider.initialState, facts: file }, { knownAt: at, effectiveAt: at });
}
