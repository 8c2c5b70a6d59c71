import { instantOf } from '#decider/instant.js';
import { addDays, addMonths, dayInRiyadh } from '#domain/calendar/day.js';

const SOON = /^now\+(\d+)s$/;
const RELATIVE = /^today(?:([+-]\d+)([dM]))?$/;

/** `today`, `today+30d`, `today-2M` as a day in Riyadh; anything else stays as it is. */
export function dayFrom(text: string, now: number): string {
  const match = RELATIVE.exec(text);
  if (match === null) return text;
  const today = dayInRiyadh(instantOf(now));
  const [, amount, unit] = match;
  if (amount === undefined) return today;
  return unit === 'M' ? addMonths(today, Number(amount)) : addDays(today, Number(amount));
}

/** The same as an instant: noon in Riyadh of that day, or this very moment for `today`. */
export function instantFrom(text: string, now: number): string {
  if (text === 'today') return instantOf(now);
  return RELATIVE.test(text) ? `${dayFrom(text, now)}T09:00:00.000Z` : text;
}

/**
 * Replaces relative dates anywhere in a request's body. Days count from `now`, when the case began; `now+5s` is so long
 * after `sent`, when this very request is: a case that waits for it should not wait long, nor miss it.
 */
export function withDates(
  body: Readonly<Record<string, unknown>>,
  now: number,
  sent = now,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, dated(value, now, sent)]));
}

function dated(value: unknown, now: number, sent: number): unknown {
  if (typeof value === 'string') return soon(value, sent) ?? dayFrom(value, now);
  if (Array.isArray(value)) return value.map((item) => dated(item, now, sent));
  if (typeof value !== 'object' || value === null) return value;
  return withDates({ ...value }, now, sent);
}

function soon(text: string, sent: number): string | undefined {
  const seconds = SOON.exec(text)?.[1];
  return seconds === undefined ? undefined : instantOf(sent + Number(seconds) * 1_000);
}
