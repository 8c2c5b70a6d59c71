import { setTimeout as pause } from 'node:timers/promises';

/** What the stages say they have not done yet. */
const LAGS =
  /^hawiya_(?:distributor_lag_events|projector_lag_events|process_manager_lag_events)(?:\{[^}]*\})? (\S+)$/gm;

/** How often in a row there must be nothing to do: a reaction makes events, which take their way again. */
const LOOKS = 5;

/** Waits until everything that was begun is done, by what `/metrics` says. @returns what was left when the time was over; undefined: nothing */
export async function untilQuiet(figures: () => Promise<string>, forMs: number): Promise<string | undefined> {
  const deadline = Date.now() + forMs;
  let quiet = 0;
  for (;;) {
    const lags = [...(await figures()).matchAll(LAGS)];
    const waiting = lags.filter(([, lag]) => Number(lag) !== 0).map(([line]) => line);
    quiet = lags.length > 0 && waiting.length === 0 ? quiet + 1 : 0;
    if (quiet === LOOKS) return undefined;
    if (Date.now() > deadline) return waiting.join(', ') || 'no lag is told';
    await pause(50);
  }
}
