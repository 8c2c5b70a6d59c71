/** Where the time comes from, so that tests and replays can bring their own. */
export interface Clock {
  now(): Date;
}

/** By how much this process's clock is wrong, milliseconds: the fault harness sets it, production ignores it. */
const SKEW_MS =
  process.env['NODE_ENV'] === 'production' ? 0 : Number(process.env['HAWIYA_TEST_CLOCK_SKEW_MS'] ?? 0);

export const systemClock: Clock = { now: () => new Date(Date.now() + SKEW_MS) };

/** Injection token of the `Clock`. */
export const CLOCK = Symbol('Clock');
