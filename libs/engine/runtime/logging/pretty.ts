import type { ErrorLine } from './error-line.js';

const LABELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info ',
  40: 'warn ',
  50: 'error',
  60: 'fatal',
};
const OWN = new Set(['level', 'time', 'msg', 'context', 'err']);

/** Turns one JSON log line into a line for people. What is not JSON is passed on as it is. */
export function prettyLine(json: string): string {
  const line = parse(json);
  if (line === undefined) return json;
  const { level, time, msg, context, err } = line;
  const rest = Object.entries(line).filter(([name]) => !OWN.has(name));
  const details = rest.map(
    ([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const clock = typeof time === 'number' ? new Date(time).toISOString().slice(11, 23) : '';
  const label = typeof level === 'number' ? (LABELS[level] ?? String(level)) : '';
  const head = `${clock} ${label} ${typeof context === 'string' ? `[${context}] ` : ''}${typeof msg === 'string' ? msg : ''}`;
  return `${head}${details.join('')}${stackOf(err)}\n`;
}

function parse(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    // An object literal is all pino writes; anything else is passed on unread.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** An `ErrorLine`, for people. */
function stackOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('stack' in error)) return '';
  const { type, message, stack, cause } = error as Partial<ErrorLine>; // written by `errorLine`
  const frames = stack === '' ? '' : `\n${String(stack)}`;
  return `\n${type ?? 'Error'}: ${message ?? ''}${frames}${stackOf(cause)}`;
}
