/** Nearest-rank percentile of values with their counts; `p` above 0, at most 1. NaN without values. */
export function percentile(counts: readonly (readonly [value: number, count: number])[], p: number): number {
  const sorted = [...counts].sort((a, b) => a[0] - b[0]);
  const rank = Math.ceil(p * sorted.reduce((sum, [, count]) => sum + count, 0));
  let seen = 0;
  for (const [value, count] of sorted) {
    seen += count;
    if (seen >= rank) return value;
  }
  return Number.NaN;
}
