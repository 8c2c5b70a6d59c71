/** How long to wait before trying again: doubles with every failure, from `firstMs` up to `capMs`. */
export interface BackOff {
  readonly firstMs: number;
  readonly capMs: number;
}

/** Milliseconds to wait after the given number of failures in a row (1 for the first). */
export function backOffMs(failures: number, { firstMs, capMs }: BackOff): number {
  return Math.min(capMs, firstMs * 2 ** Math.min(failures - 1, 30));
}

/** Between half and all of the back-off, so that those who failed together do not all return together. */
export function jitteredBackOffMs(
  failures: number,
  backOff: BackOff,
  random: () => number = Math.random,
): number {
  return backOffMs(failures, backOff) * (0.5 + random() / 2);
}

/** Waits; an abort ends the wait at once, without an error. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}
