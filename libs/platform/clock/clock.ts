/** Where the time comes from, so that tests and replays can bring their own. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** Injection token of the `Clock`. */
export const CLOCK = Symbol('Clock');
