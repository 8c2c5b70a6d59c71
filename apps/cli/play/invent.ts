import { createHash } from 'node:crypto';
import { hasLuhnCheckDigit } from '#domain/identifiers/digits.js';
import { parseIqamaNumber } from '#domain/identifiers/iqama.js';
import type { CaseFile, Someone } from './case-file.js';

/** Names one run of case files, so that no two runs meet: 8 characters. */
export type RunId = string;

/**
 * The same case with people of this run's own: every number of a resident in it is replaced by one that was invented
 * for it (the check digit is right), and the ids of its facts and directives are the run's. Whoever it is about signs
 * in by that number, which a sandbox takes from anybody. The same run id gives the same people.
 */
export function invented(file: CaseFile, run: RunId): CaseFile {
  const [, number = ''] = file.identity.split(':');
  const inventedIdentity = (was: string): string => {
    const [kind = '', digits = ''] = was.split(':');
    const own =
      kind === 'border' ? borderNumber(run, file.name, digits) : iqamaNumber(run, file.name, digits);
    return `${kind}:${own}`;
  };
  const identity = inventedIdentity(file.identity);
  const own = identity.slice(identity.indexOf(':') + 1);
  const replace = (value: unknown, name?: string): unknown => {
    if (Array.isArray(value)) return value.map((one) => replace(one));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replace(one, key)]));
    if (typeof value !== 'string') return value;
    if (name === 'directiveId') return `${value}-${run}`;
    if (value === number) return own;
    return parseIqamaNumber(value).ok && /^2\d{9}$/.test(value) ? iqamaNumber(run, file.name, value) : value;
  };
  // The same shape, other texts. Whoever acts signs in by their number, like the person of the case.
  const steps = (replace(file.steps) as CaseFile['steps']).map((step) =>
    'as' in step ? { as: signingIn(inventedIdentity(step.as.identity)) } : step,
  );
  return { ...file, key: `${file.key}-${run}`, identity, person: identity, steps };
}

/** A sandbox takes a number from anybody. */
function signingIn(identity: string): Someone {
  return { person: identity, identity };
}

function iqamaNumber(run: RunId, name: string, was: string): string {
  const base = `2${digits(run, name, was, 8)}`;
  return `${base}${'0123456789'.split('').find((last) => hasLuhnCheckDigit(base + last)) ?? ''}`;
}

function borderNumber(run: RunId, name: string, was: string): string {
  return `3${digits(run, name, was, 9)}`;
}

function digits(run: RunId, name: string, was: string, count: number): string {
  const hash = createHash('sha256').update(`${run}/${name}/${was}`).digest('hex').slice(0, 12);
  return String(parseInt(hash, 16)).slice(-count).padStart(count, '0');
}
