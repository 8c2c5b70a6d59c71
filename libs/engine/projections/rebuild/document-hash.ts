import { createHash } from 'node:crypto';
import type { Guarded } from '../stored.js';

/** SHA-256 of a document's content and of which events are in it; how often it was refolded does not count. */
export function documentHash({ guard, ...content }: Guarded): string {
  return createHash('sha256')
    .update(canonical({ ...content, guard: { ...guard, refolds: undefined } }))
    .digest('hex');
}

/** JSON with sorted names: equal values, equal text. What is undefined is not there. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}
