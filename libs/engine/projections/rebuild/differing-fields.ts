import type { Guarded } from '../stored.js';
import { canonical } from './document-hash.js';

const MOST_FIELDS = 20;

/** Paths of the fields in which two documents differ, e.g. `application.phase`; the first twenty. No values: those may be personal. */
export function differingFields(expected: Guarded, actual: Guarded): readonly string[] {
  const paths: string[] = [];
  collect('', { ...expected, guard: undefined }, { ...actual, guard: undefined }, paths);
  return paths.slice(0, MOST_FIELDS);
}

function collect(path: string, left: unknown, right: unknown, paths: string[]): void {
  if (paths.length >= MOST_FIELDS || canonical(left) === canonical(right)) return;
  if (!isParent(left) || !isParent(right) || Array.isArray(left) !== Array.isArray(right)) {
    paths.push(path === '' ? '(the whole document)' : path);
    return;
  }
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    collect(path === '' ? name : `${path}.${name}`, left[name], right[name], paths);
  }
}

function isParent(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && (Array.isArray(value) || isPlain(value));
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}
