import { aborted } from './aborted.js';

/**
 * Does the work once `passed` resolves; not at all when the signal aborts before, and while `passed` has rejected: whoever
 * made it sees to that.
 */
export async function runAfter(
  passed: Promise<unknown>,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  const never = () => new Promise<never>(() => undefined);
  await Promise.race([passed.catch(never), aborted(signal)]);
  if (!signal.aborted) await work();
}
