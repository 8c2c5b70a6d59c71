import { errorLine } from './error-line.js';

const DEEPEST = 4;

/**
 * The fields of a line as they may be written: an error under whatever name as `errorLine` has it, bytes as their number.
 * pino would write an error's own fields, and bytes as a list of figures.
 */
export function toldFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, told(value, DEEPEST)]));
}

function told(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return errorLine(value);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return value;
  if (depth === 0) return '[nested]';
  if (Array.isArray(value)) return value.map((item) => told(item, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, told(item, depth - 1)]));
}
