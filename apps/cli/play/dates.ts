import { addDays, addMonths, dayInRiyadh, instantOf } from '#domain/calendar/day.js';

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

/** Replaces relative dates anywhere in a request's body. */
export function withDates(body: Readonly<Record<string, unknown>>, now: number): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, dated(value, now)]));
}

function dated(value: unknown, now: number): unknown {
  if (typeof value === 'string') return dayFrom(value, now);
  if (Array.isArray(value)) return value.map((item) => dated(item, now));
  if (typeof value !== 'object' || value === null) return value;
  return withDates({ ...value }, now);
}
