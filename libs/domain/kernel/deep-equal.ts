/**
 * Whether two plain values (what JSON can hold) say the same: the order of fields does not matter, and a field that
 * is undefined is a field that is absent; texts say the same in whatever Unicode form (NFC) they were written. It is how a repeated command is told from another one under the same id.
 */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a === 'string' && typeof b === 'string') return a.normalize('NFC') === b.normalize('NFC');
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const right = new Map<string, unknown>(Object.entries(b));
  // Each field once: looked at from both sides, what is nested would be compared twice as often on every level.
  return (
    Object.entries(a).every(([field, value]) => deepEqual(value, right.get(field))) &&
    [...right].every(([field, value]) => value === undefined || Object.hasOwn(a, field))
  );
}
