import type { Cell, Cells } from './document.js';

/** A count as it may be shown: zero, or at least k. */
export function shown(count: number, k: number): Cell {
  return count > 0 && count < k ? null : count;
}

/**
 * A breakdown as it may be shown. Besides the small cells themselves, the next smallest ones are hidden until what is
 * hidden counts at least k in at least two cells: otherwise the total would give it away by subtraction.
 */
export function suppressed(counts: ReadonlyMap<string, number>, k: number): Cells {
  const bySize = [...counts].filter(([, count]) => count > 0).sort((a, b) => a[1] - b[1]);
  const hidden = new Set(bySize.filter(([, count]) => count < k).map(([name]) => name));
  let people = bySize.reduce((sum, [name, count]) => (hidden.has(name) ? sum + count : sum), 0);
  for (const [name, count] of bySize) {
    if (hidden.size === 0 || (hidden.size > 1 && people >= k)) break;
    if (hidden.has(name)) continue;
    hidden.add(name);
    people += count;
  }
  return Object.fromEntries([...counts].map(([name, count]) => [name, hidden.has(name) ? null : count]));
}
