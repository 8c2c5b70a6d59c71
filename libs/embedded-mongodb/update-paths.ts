import { fail } from './errors.js';
import { arrayIndex } from './paths.js';
import { compileFilter, prepareFilter } from './query.js';
import { type Document, isObject, own } from './values.js';

/** What an update's `$`, `$[]` and `$[name]` refer to. */
export interface Positions {
  /** The prepared filter that found the document, for `$`. */
  readonly filter: Document;
  readonly arrayFilters: ReadonlyMap<string, (element: unknown) => boolean>;
}

/** @throws CommandError FailedToParse */
export function compileArrayFilters(filters: readonly unknown[]): Map<string, (element: unknown) => boolean> {
  const compiled = new Map<string, (element: unknown) => boolean>();
  for (const filter of filters) {
    const prepared = prepareFilter(filter);
    const names = new Set(Object.keys(prepared).map((path) => path.split('.')[0] ?? ''));
    const [name] = names;
    if (names.size !== 1 || name === undefined || !/^[a-z][a-zA-Z0-9]*$/.test(name) || compiled.has(name)) {
      fail(
        'FailedToParse',
        'each array filter must use exactly one identifier, and each identifier one filter',
      );
    }
    const matches = compileFilter(prepared);
    compiled.set(name, (element) => matches({ [name]: element }));
  }
  return compiled;
}

/** The paths of an update with `$`, `$[]` and `$[name]` replaced by the positions they stand for in this document. */
export function resolvePositions(document: Document, path: string, positions: Positions): string[] {
  if (!path.includes('$')) return [path];
  let resolved: string[][] = [[]];
  for (const part of path.split('.')) {
    resolved = resolved.flatMap((prefix) => {
      if (!part.startsWith('$')) return [[...prefix, part]];
      const array = prefix.reduce<unknown>(child, document);
      return indexesFor(part, array, prefix.join('.'), positions).map((index) => [...prefix, String(index)]);
    });
  }
  return resolved.map((parts) => parts.join('.'));
}

function indexesFor(part: string, array: unknown, at: string, { filter, arrayFilters }: Positions): number[] {
  const name = /^\$\[(.*)\]$/.exec(part)?.[1];
  if (part !== '$' && name === undefined) {
    fail('DollarPrefixedFieldName', `The dollar ($) prefixed field '${part}' is not valid for storage.`);
  }
  if (!Array.isArray(array)) {
    return fail('BadValue', `The path '${at}' must exist in the document and be an array to apply '${part}'`);
  }
  if (name !== undefined) {
    const matches = name === '' ? () => true : arrayFilters.get(name);
    if (matches === undefined) fail('BadValue', `No array filter found for identifier '${name}'`);
    return [...array.keys()].filter((i) => matches(array[i]));
  }
  const conditions = Object.entries(filter).filter(([path]) => path === at || path.startsWith(`${at}.`));
  const matches = compileFilter(Object.fromEntries(conditions));
  const index = conditions.length === 0 ? -1 : array.findIndex((element) => matches(nest(at, [element])));
  if (index < 0) fail('BadValue', 'The positional operator did not find the match needed from the query.');
  return [index];
}

const nest = (path: string, value: unknown): Document =>
  path.split('.').reduceRight<unknown>((inner, part) => ({ [part]: inner }), value) as Document; // at least one part

export function child(parent: unknown, part: string): unknown {
  if (Array.isArray(parent)) return parent[arrayIndex(part) ?? -1];
  return isObject(parent) ? own(parent, part) : undefined;
}

/** The value at a resolved path; undefined where there is none. */
export const valueAt = (document: Document, path: string): unknown =>
  path.split('.').reduce<unknown>(child, document);

/** MongoDB pads an array up to the index it sets, within reason. */
const MAX_PADDING = 1_500_000;

/**
 * Sets the value at a resolved path, making the documents on the way.
 * @throws CommandError PathNotViable where the path runs through something else.
 */
export function setAt(document: Document, path: string, value: unknown): void {
  const parts = path.split('.');
  let parent: unknown = document;
  for (const [i, part] of parts.entries()) {
    const next = i === parts.length - 1 ? value : (child(parent, part) ?? {});
    if (i < parts.length - 1 && child(parent, part) === null) blocked(parts[i + 1] ?? '', part);
    const index = arrayIndex(part);
    if (Array.isArray(parent) && index !== undefined && index <= parent.length + MAX_PADDING) {
      while (parent.length < index) parent.push(null);
      parent[index] = next;
    } else if (isObject(parent)) parent[part] = next;
    else blocked(part, parts[i - 1] ?? '');
    parent = next;
  }
}

function blocked(part: string, parent: string): never {
  return fail('PathNotViable', `Cannot create field '${part}' in element '${parent}'`);
}

/** Removes the value at a resolved path; in an array null takes its place. */
export function unsetAt(document: Document, path: string): void {
  const parts = path.split('.');
  const last = parts.pop() ?? '';
  const parent = parts.reduce<unknown>(child, document);
  if (Array.isArray(parent)) {
    const index = arrayIndex(last);
    if (index !== undefined && index < parent.length) parent[index] = null;
  } else if (isObject(parent)) delete parent[last];
}
