import { setTimeout as pause } from 'node:timers/promises';

/** The sum of a metric's series in what a process tells of itself; infinite while there is none. */
export function sumOf(metrics: string, name: string): number {
  const found = [...metrics.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))];
  return found.length === 0 ? Infinity : found.reduce((sum, [, value]) => sum + Number(value), 0);
}

/** Events that these stages are behind, together; infinite while one does not tell. */
export function lagOf(metrics: string, stages: readonly string[]): number {
  return stages.reduce((sum, stage) => sum + sumOf(metrics, `hawiya_${stage}_lag_events`), 0);
}

/** Waits until it is done, asked again and again, milliseconds. @throws Error when it takes longer */
export async function within(
  longestMs: number,
  everyMs: number,
  done: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + longestMs;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error(`not within ${longestMs} ms`);
    await pause(everyMs);
  }
}
