import { pino, type Logger } from 'pino';
import type { LogFormat, LogLevel } from '../configuration/configuration.js';
import { mask } from './mask.js';
import { prettyLine } from './pretty.js';

export type { Logger } from 'pino';

export interface LogOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/**
 * The service's log: one JSON object a line, or a line for people. Every line is masked on its way out, whoever wrote
 * it. Bodies and headers are never logged, so there is nothing to redact by path.
 */
export function createLogger(
  options: { readonly level: LogLevel; readonly format: LogFormat },
  output: LogOutput = process.stdout,
): Logger {
  const pretty = options.format === 'pretty' || (options.format === 'auto' && output.isTTY === true);
  return pino(
    { level: options.level, base: null },
    { write: (line: string) => output.write(mask(pretty ? prettyLine(line) : line)) },
  );
}

/** A logger that writes nothing, for tests and tools. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
