import { type Conditions, conditionsOf, isExtreme } from './bounds.js';
import type { Index } from './indexes.js';
import { encodeKey } from './key-encoding.js';
import { KIND, kindOf } from './kinds.js';
import { truthy } from './values.js';

/** A sparse or partial index lacks documents: it serves only filters that could not match those. */
export function usable(index: Index, conditions: Conditions): boolean {
  if (!index.ready) return false;
  const { sparse, partialFilterExpression: partial } = index.spec;
  if (partial !== undefined)
    return Object.entries(partial).every(([path, condition]) =>
      implies(conditions.get(path), path, condition),
    );
  return (
    sparse !== true || index.pattern.fields.some((parts) => needsValue(conditions.get(parts.join('.')) ?? []))
  );
}

const needsValue = (conditions: readonly [string, unknown][]): boolean =>
  conditions.some(([name, value]) => {
    if (name === '$exists') return truthy(value);
    if (name === '$in') return Array.isArray(value) && value.every((one) => kindOf(one) !== KIND.Null);
    return /^\$(eq|[gl]te?)$/.test(name) && kindOf(value) !== KIND.Null && !isExtreme(value);
  });

/** Literally the same condition, or (for $exists: true) any that a missing value fails. */
function implies(
  conditions: readonly [string, unknown][] | undefined,
  path: string,
  required: unknown,
): boolean {
  if (conditions === undefined) return false;
  return [...conditionsOf({ [path]: required }).values()].flat().every(([name, value]) => {
    if (name === '$exists' && truthy(value)) return needsValue(conditions);
    const key = encodeKey(value);
    return conditions.some(([other, argument]) => other === name && encodeKey(argument).equals(key));
  });
}
