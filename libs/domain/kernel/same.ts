/**
 * Whether two plain values (what JSON can hold) say the same: the order of fields does not matter, and a field that
 * is undefined is a field that is absent; texts say the same in whatever Unicode form (NFC) they were written. It is how a repeated command is told from another one under the same id.
 */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a === 'string' && typeof b === 'string') return a.normalize('NFC') === b.normalize('NFC');
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = new Map<string, unknown>(Object.entries(a));
  const right = new Map<string, unknown>(Object.entries(b));
  return [...left.keys(), ...right.keys()].every((field) => same(left.get(field), right.get(field)));
}
