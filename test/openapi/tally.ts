/** How often each status was answered, by operation (`GET /v1/applications`), as hooks.py counts. */
export type Tally = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Answers of one class, such as those in the 200s, of some operations. */
export function answered(
  tally: Tally,
  hundreds: number,
  names: readonly string[] = Object.keys(tally),
): number {
  return names
    .flatMap((name) => Object.entries(tally[name] ?? {}))
    .filter(([status]) => Math.floor(Number(status) / 100) === hundreds)
    .reduce((sum, [, count]) => sum + count, 0);
}

/** In one line: `2xx 120  3xx 4  4xx 800  5xx 0`. */
export function tallied(tally: Tally): string {
  return [2, 3, 4, 5].map((hundreds) => `${hundreds}xx ${answered(tally, hundreds)}`).join('  ');
}
