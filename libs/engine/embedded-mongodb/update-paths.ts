import { fail } from './errors.js';
import { arrayIndex } from './paths.js';
import { isEmbeddedDocument, own } from './values.js';
import type { Document } from './document.js';

function child(parent: unknown, part: string): unknown {
  if (Array.isArray(parent)) return parent[arrayIndex(part) ?? -1];
  return isEmbeddedDocument(parent) ? own(parent, part) : undefined;
}

/** The value at a path; undefined where there is none. */
export const valueAtPath = (document: Document, path: string): unknown =>
  path.split('.').reduce<unknown>(child, document);

/** MongoDB pads an array up to the index it sets, within reason. */
const MAX_PADDING = 1_500_000;

/**
 * Sets the value at a path, making the documents on the way.
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
    } else if (isEmbeddedDocument(parent)) parent[part] = next;
    else blocked(part, parts[i - 1] ?? '');
    parent = next;
  }
}

function blocked(part: string, parent: string): never {
  return fail('PathNotViable', `Cannot create field '${part}' in element '${parent}'`);
}

/** Removes the value at a path; in an array null takes its place. */
export function unsetAt(document: Document, path: string): void {
  const parts = path.split('.');
  const last = parts.pop() ?? '';
  const parent = parts.reduce<unknown>(child, document);
  if (Array.isArray(parent)) {
    const index = arrayIndex(last);
    if (index !== undefined && index < parent.length) parent[index] = null;
  } else if (isEmbeddedDocument(parent)) delete parent[last];
}
