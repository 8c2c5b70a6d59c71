import { isSystemError, whyNotStarted } from '#apps/composition/why-not-started.js';
import { ConfigurationError } from '#platform/configuration/configuration-error.js';

/** A failure the user can mend: told in one line, with its exit code, and without a stack. */
export class ExpectedFailure extends Error {
  override readonly name = 'ExpectedFailure';
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 2,
  ) {
    super(message);
  }
}

/** A service that could not be started, where the user can mend that; anything else is a bug, and stays as it is. */
export function notStarted(error: unknown): unknown {
  const isExpected = error instanceof ConfigurationError || isSystemError(error);
  return isExpected ? new ExpectedFailure(whyNotStarted(error)) : error;
}
