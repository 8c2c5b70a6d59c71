import type { Day } from '../kernel/brand.js';
import { parseDay } from '../calendar/day.js';
import type { Dated, Series } from './dated.js';

/** What is wrong in the policy, and where: `fees.iqama.12[0].value`. */
export interface PolicyProblem {
  readonly path: string;
  readonly problem: string;
}

/** The policy cannot be used. The message names every problem, one a line. */
export class PolicyError extends Error {
  constructor(readonly problems: readonly PolicyProblem[]) {
    super(problems.map(({ path, problem }) => `${path}: ${problem}`).join('\n'));
    this.name = 'PolicyError';
  }
}

/** Makes a value of what was read from a document; throws PolicyError. */
export type PolicyReader<T> = (raw: unknown, path: string) => T;

export const readText: PolicyReader<string> = (raw, path) =>
  typeof raw === 'string' && raw.trim() !== '' ? raw : fail(path, 'must be a text');

export function integer(least: number, most: number): PolicyReader<number> {
  return (raw, path) =>
    typeof raw === 'number' && Number.isSafeInteger(raw) && raw >= least && raw <= most
      ? raw
      : fail(path, `must be a whole number from ${least} to ${most}`);
}

export function readOneOf<const T extends string | number | boolean>(
  ...choices: readonly T[]
): PolicyReader<T> {
  return (raw, path) =>
    choices.find((choice) => choice === raw) ?? fail(path, `must be one of ${choices.join(', ')}`);
}

export function readList<T>(item: PolicyReader<T>): PolicyReader<readonly T[]> {
  return (raw, path) => {
    if (!Array.isArray(raw) || raw.length === 0) return fail(path, 'must be a list with at least one entry');
    return together(raw.map((entry, index) => () => item(entry, `${path}[${index}]`)));
  };
}

/** Every member is needed, and no other may be there: a mistyped name must not pass for a default. */
export function readObject<T extends object>(members: {
  readonly [K in keyof T]: PolicyReader<T[K]>;
}): PolicyReader<T> {
  return (raw, path) => {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
      return fail(path, 'must have named members');
    const given = new Map<string, unknown>(Object.entries(raw));
    const prefix = path === '' ? '' : `${path}.`;
    const readers = Object.entries<PolicyReader<unknown>>(members);
    const known = new Set(readers.map(([name]) => name));
    const strangers = [...given.keys()].filter((name) => !known.has(name));
    const read = together([
      ...readers.map(
        ([name, reader]) =>
          () =>
            [name, reader(given.get(name), `${prefix}${name}`)] as const,
      ),
      ...strangers.map((name) => () => fail(`${prefix}${name}`, 'is not known here')),
    ]);
    // One reader for each member of T has just given its value.
    return Object.fromEntries(read) as T;
  };
}

/** The values a figure has had: dated, sourced and in order. */
export function series<T>(value: PolicyReader<T>): PolicyReader<Series<T>> {
  const confidence = readOneOf('published', 'uncertain', 'ours');
  const entry = readObject<Dated<T>>({ value, validFrom: day, source: readText, confidence });
  return (raw, path) => {
    const [first, ...later] = readList(entry)(raw, path);
    if (first === undefined) return fail(path, 'must be a list with at least one entry');
    const all: Series<T> = [first, ...later];
    const misplaced = later.findIndex(({ validFrom }, index) => validFrom <= (all[index]?.validFrom ?? ''));
    if (misplaced >= 0)
      return fail(`${path}[${misplaced + 1}].validFrom`, 'must be after the entry before it');
    return all;
  };
}

const day: PolicyReader<Day> = (raw, path) =>
  (typeof raw === 'string' ? parseDay(raw) : undefined) ?? fail(path, 'must be a day, YYYY-MM-DD');

function fail(path: string, problem: string): never {
  throw new PolicyError([{ path, problem }]);
}

/** All results, or all problems together. */
function together<T>(attempts: readonly (() => T)[]): readonly T[] {
  const problems: PolicyProblem[] = [];
  const results: T[] = [];
  for (const attempt of attempts) {
    try {
      results.push(attempt());
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new PolicyError(problems);
  return results;
}
