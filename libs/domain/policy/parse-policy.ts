import { GROUND_KINDS } from '../credential/events.js';
import { ASKED_SERVICES } from '../fact-request/events.js';
import type { Halalas } from '../kernel/brand.js';
import { MOST_STARTS_PER_DAY } from '../slot/slot.js';
import type { Series } from './dated.js';
import { readCentres } from './medical-centres.js';
import type { FactRequestFigures, Policy } from './policy.js';
import { integer, readList, readObject, readOneOf, type PolicyReader, series, readText } from './read.js';
import type { PeriodMonths, ResidentCategory } from '../application/case-terms.js';

/** Up to SAR 1,000,000: more is a slip of the decimal point. */
const amount: PolicyReader<Halalas> = (raw, path) => integer(0, 100_000_000)(raw, path) as Halalas;

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

const documents = readObject<{
  fees: Versioned<Policy['fees']>;
  rules: Versioned<Policy['rules']>;
  limits: Versioned<Policy['limits']>;
  'medical-centres': Versioned<{ readonly centres: Policy['medicalCentres'] }>;
}>({
  fees: readObject<Versioned<Policy['fees']>>({
    version: readText,
    iqama: byPeriod(series(amount)),
    citizensWife: byPeriod(series(amount)),
    workPermitPerMonth: readObject<Policy['fees']['workPermitPerMonth']>({
      least: series(amount),
      most: series(amount),
    }),
    dependantLevyPerMonth: series(amount),
    lateRenewal: readObject<Policy['fees']['lateRenewal']>({ first: series(amount), again: series(amount) }),
    lateFirstIssue: series(amount),
  }),
  rules: readObject<Versioned<Policy['rules']>>({
    version: readText,
    periods: byCategory(series(readList(readOneOf(3, 6, 9, 12, 24)))),
    renewalWindowMonths: byCategory(series(integer(1, 24))),
    renewalLateAfterDays: series(integer(-30, 30)),
    firstIssueLateAfterDays: days,
    passportMonthsLeft: series(integer(0, 24)),
    absenceGraceDays: byCategory(days),
    medicalValidMonths: series(integer(1, 36)),
    medicalOnRenewal: series(readList(readText)),
    afterIssue: readObject<Policy['rules']['afterIssue']>(
      byKey(GROUND_KINDS, series(readOneOf('suspends', 'revokes', 'nothing'))),
    ),
  }),
  limits: readObject<Versioned<Policy['limits']>>({
    version: readText,
    draftLifeDays: days,
    billLifeDays: days,
    actionDeadlineDays: days,
    informationDeadlineDays: days,
    waitingDays: days,
    claimLifeDays: days,
    erasureRequestDays: days,
    startsPerDay: series(integer(1, MOST_STARTS_PER_DAY)),
    factRequests: readObject<Policy['limits']['factRequests']>(
      byKey(
        ASKED_SERVICES,
        readObject<FactRequestFigures>({
          firstAgainHours: series(integer(1, 720)),
          times: series(integer(1, 12)),
          serviceLevelHours: series(integer(1, 8784)),
        }),
      ),
    ),
    edits: readObject<Policy['limits']['edits']>({
      draft: series(integer(1, 10_000)),
      submitted: series(integer(1, 10_000)),
    }),
    documents: readObject<Policy['limits']['documents']>({
      maxCount: series(integer(1, 100)),
      maxBytes: series(integer(1, 100 * 1024 * 1024)),
      mediaTypes: series(readList(readText)),
    }),
  }),
  'medical-centres': readObject<Versioned<{ readonly centres: Policy['medicalCentres'] }>>({
    version: readText,
    centres: readCentres,
  }),
});

/** The same reader for each key. */
function byKey<K extends string, T>(
  keys: readonly K[],
  figure: PolicyReader<T>,
): Readonly<Record<K, PolicyReader<T>>> {
  // One entry for each key.
  return Object.fromEntries(keys.map((key) => [key, figure])) as Record<K, PolicyReader<T>>;
}

function byPeriod<T>(
  figure: PolicyReader<Series<T>>,
): PolicyReader<Readonly<Record<PeriodMonths, Series<T>>>> {
  return readObject({ 3: figure, 6: figure, 9: figure, 12: figure, 24: figure });
}

function byCategory<T>(
  figure: PolicyReader<Series<T>>,
): PolicyReader<Readonly<Record<ResidentCategory, Series<T>>>> {
  return readObject({ employee: figure, 'domestic-worker': figure, dependant: figure, premium: figure });
}
