import { instantOf } from '#decider/instant.js';
import { dayInRiyadh } from '#domain/calendar/day.js';
import type { Day } from '#domain/kernel/brand.js';
import type { Clock } from '#runtime/clock/clock.js';

/** The day it is in Riyadh. */
export function today(clock: Clock): Day {
  return dayInRiyadh(instantOf(clock.now().getTime()));
}
