import { messageOf } from '../message-of.js';

/** What a line of the log says of an error. */
export interface ErrorLine {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  /** Where it was thrown: places in the code, without the message. */
  readonly stack: string;
  readonly cause?: ErrorLine;
}

/** Causes told of one error; a chain that is longer, or a circle, ends here. */
const MOST_CAUSES = 5;

/**
 * An error as the log may tell it: kind, message, code, place and causes. Never its other fields, nor theirs: libraries
 * attach the document, the request or the record at hand, whose bytes pass every mask.
 */
export function errorLine(error: unknown, causes = MOST_CAUSES): ErrorLine {
  const type = typeOf(error);
  if (!(error instanceof Error)) return { type, message: messageOf(error), stack: '' };
  const { code } = error as { code?: unknown }; // Node's, gRPC's and MongoDB's errors have one, ours too
  return {
    type,
    message: messageOf(error),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    stack: framesOf(error),
    ...(error.cause !== undefined && causes > 0 && { cause: errorLine(error.cause, causes - 1) }),
  };
}

const typeOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
    .join('\n');
}
