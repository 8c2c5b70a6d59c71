import { pino, type LogFn, type Logger } from 'pino';
import { mask } from './mask.js';
import { messageOf } from '../message-of.js';
import type { LogFormat, LogLevel } from './levels.js';
import { prettyLine } from './pretty.js';
import { toldFields } from './told-fields.js';

export type { Logger } from 'pino';

export interface LogOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/**
 * The service's log: one JSON object a line, or a line for people. Every line is masked on its way out, whoever wrote
 * it, and of an error only what `errorLine` names. Bodies and headers are never logged, so there is nothing to redact by
 * path.
 */
export function createLogger(
  options: { readonly level: LogLevel; readonly format: LogFormat },
  output: LogOutput = process.stdout,
): Logger {
  const pretty = options.format === 'pretty' || (options.format === 'auto' && output.isTTY === true);
  return pino(
    {
      level: options.level,
      base: null,
      // pino's own serializer of errors would come first, and take their fields along.
      serializers: { err: (error: unknown) => error },
      formatters: { log: toldFields },
      hooks: { logMethod: withOwnMessage },
    },
    { write: (line: string) => output.write(mask(pretty ? prettyLine(line) : line)) },
  );
}

/** An error given by itself: pino would take its message as the line's. */
function withOwnMessage(this: Logger, given: Parameters<LogFn>, method: LogFn): void {
  const [error, message] = given as readonly unknown[];
  if (error instanceof Error && message === undefined) method.call(this, { err: error }, messageOf(error));
  else method.apply(this, given);
}

/** A logger that writes nothing, for tests and tools. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
