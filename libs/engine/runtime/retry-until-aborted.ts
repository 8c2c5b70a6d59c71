import { type BackOff, jitteredBackOffMs, pause } from './back-off.js';

const BACK_OFF: BackOff = { firstMs: 100, capMs: 10_000 };

/** Does the work until it succeeds or the signal aborts. Each failure is told of, and followed by a growing pause. */
export async function retryUntilAborted(
  work: () => Promise<unknown>,
  signal: AbortSignal,
  onFailure: (error: unknown) => void,
  backOff: BackOff = BACK_OFF,
): Promise<void> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      await work();
      return;
    } catch (error) {
      onFailure(error);
      await pause(jitteredBackOffMs(failures, backOff), signal);
    }
  }
}
