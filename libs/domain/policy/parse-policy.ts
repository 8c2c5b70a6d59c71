import { GROUND_KINDS } from '../credential/events.js';
import { ASKED_SERVICES } from '../fact-request/events.js';
import type { Halalas } from '../kernel/brand.js';
import { MOST_STARTS_PER_DAY } from '../slot/slot.js';
import type { Series } from './dated.js';
import { readCentres } from './medical-centres.js';
import type { FactRequestFigures, Policy } from './policy.js';
import { integer, listOf, object, oneOf, type Reader, series, text } from './read.js';
import type { PeriodMonths, ResidentCategory } from '../application/case-terms.js';

/** Up to SAR 1,000,000: more is a slip of the decimal point. */
const amount: Reader<Halalas> = (raw, path) => integer(0, 100_000_000)(raw, path) as Halalas;

const days = series(integer(1, 366));

/**
 * The policy, from what `policy/*.yaml` say: one member for each document, by its file name without `.yaml`.
 * Throws PolicyError, which names the path of everything that is missing, misspelt, out of order or of the wrong kind.
 */
export function parsePolicy(raw: unknown): Policy {
  const { fees, rules, limits, 'medical-centres': centres } = documents(raw, '');
  const version = `fees ${fees.version}, rules ${rules.version}, limits ${limits.version}, medical-centres ${centres.version}`;
  return { version, fees, rules, limits, medicalCentres: centres.centres };
}

type Versioned<T> = T & { readonly version: string };

const documents = object<{
  fees: Versioned<Policy['fees']>;
  rules: Versioned<Policy['rules']>;
  limits: Versioned<Policy['limits']>;
  'medical-centres': Versioned<{ readonly centres: Policy['medicalCentres'] }>;
}>({
  fees: object<Versioned<Policy['fees']>>({
    version: text,
    iqama: byPeriod(series(amount)),
    citizensWife: byPeriod(series(amount)),
    workPermitPerMonth: object<Policy['fees']['workPermitPerMonth']>({
      least: series(amount),
      most: series(amount),
    }),
    dependantLevyPerMonth: series(amount),
    lateRenewal: object<Policy['fees']['lateRenewal']>({ first: series(amount), again: series(amount) }),
    lateFirstIssue: series(amount),
  }),
  rules: object<Versioned<Policy['rules']>>({
    version: text,
    periods: byCategory(series(listOf(oneOf(3, 6, 9, 12, 24)))),
    renewalWindowMonths: byCategory(series(integer(1, 24))),
    renewalLateAfterDays: series(integer(-30, 30)),
    firstIssueLateAfterDays: days,
    passportMonthsLeft: series(integer(0, 24)),
    absenceGraceDays: byCategory(days),
    medicalValidMonths: series(integer(1, 36)),
    medicalOnRenewal: series(listOf(text)),
    afterIssue: object<Policy['rules']['afterIssue']>(
      byKey(GROUND_KINDS, series(oneOf('suspends', 'revokes', 'nothing'))),
    ),
  }),
  limits: object<Versioned<Policy['limits']>>({
    version: text,
    draftLifeDays: days,
    billLifeDays: days,
    actionDeadlineDays: days,
    informationDeadlineDays: days,
    waitingDays: days,
    claimLifeDays: days,
    erasureRequestDays: days,
    startsPerDay: series(integer(1, MOST_STARTS_PER_DAY)),
    factRequests: object<Policy['limits']['factRequests']>(
      byKey(
        ASKED_SERVICES,
        object<FactRequestFigures>({
          firstAgainHours: series(integer(1, 720)),
          times: series(integer(1, 12)),
          serviceLevelHours: series(integer(1, 8784)),
        }),
      ),
    ),
    edits: object<Policy['limits']['edits']>({
      draft: series(integer(1, 10_000)),
      submitted: series(integer(1, 10_000)),
    }),
    documents: object<Policy['limits']['documents']>({
      maxCount: series(integer(1, 100)),
      maxBytes: series(integer(1, 100 * 1024 * 1024)),
      mediaTypes: series(listOf(text)),
    }),
  }),
  'medical-centres': object<Versioned<{ readonly centres: Policy['medicalCentres'] }>>({
    version: text,
    centres: readCentres,
  }),
});

/** The same reader for each key. */
function byKey<K extends string, T>(keys: readonly K[], figure: Reader<T>): Readonly<Record<K, Reader<T>>> {
  // One entry for each key.
  return Object.fromEntries(keys.map((key) => [key, figure])) as Record<K, Reader<T>>;
}

function byPeriod<T>(figure: Reader<Series<T>>): Reader<Readonly<Record<PeriodMonths, Series<T>>>> {
  return object({ 3: figure, 6: figure, 9: figure, 12: figure, 24: figure });
}

function byCategory<T>(figure: Reader<Series<T>>): Reader<Readonly<Record<ResidentCategory, Series<T>>>> {
  return object({ employee: figure, 'domestic-worker': figure, dependant: figure, premium: figure });
}
