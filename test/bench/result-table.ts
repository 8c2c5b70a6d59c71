import type { Result } from './result.js';

/** Times and sizes are to stay below their target, everything else is to reach it. */
const LESS_IS_BETTER = new Set(['ms', 's', 'bytes', '%', 'MiB']);

/** Whether a figure keeps what is promised; undefined without a promise. */
export function keeps({ value, unit, target }: Result): boolean | undefined {
  if (target === undefined) return undefined;
  return LESS_IS_BETTER.has(unit) ? value <= target : value >= target;
}

/** One line for each figure. */
export function resultTable(results: readonly Result[]): string {
  return results
    .map((result) => {
      const { name, value, unit, target, ratioTo } = result;
      const promise =
        target === undefined ? '' : `${keeps(result) === true ? 'ok' : 'MISSED'} (target ${target})`;
      const basis = ratioTo === undefined ? '' : `of ${ratioTo}`;
      return `${name.padEnd(36)} ${figure(value).padStart(12)} ${unit.padEnd(10)} ${promise} ${basis}`.trimEnd();
    })
    .join('\n');
}

function figure(value: number): string {
  if (!Number.isFinite(value)) return '-';
  return value >= 1_000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
