import { isSystemError, whyNotStarted } from '#apps/composition/why-not-started.js';
import { ConfigurationError } from '#configuration/configuration-error.js';

/** What the exit codes mean, for the help; 0 is what was expected. */
export const EXIT_CODES = {
  differs: 1,
  wrongCall: 2,
  storeAway: 2,
  unavailable: 3,
  refused: 4,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

export const EXIT_CODES_HELP = `
Exit codes:
  0    as expected
  1    something differs, or was found
  2    the call or its input is wrong, or the store it works on is away
  3    what else it needs is not there, is in use or does not answer
  4    the service refused
  130  interrupted`;

/** A failure the user can mend: told in one line, with its exit code, and without a stack. */
export class ExpectedFailure extends Error {
  override readonly name = 'ExpectedFailure';
  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT_CODES.wrongCall,
  ) {
    super(message);
  }
}

/** A service that could not be started, where the user can mend that; anything else is a bug, and stays as it is. */
export function notStarted(error: unknown): unknown {
  const isExpected = error instanceof ConfigurationError || isSystemError(error);
  return isExpected ? new ExpectedFailure(whyNotStarted(error)) : error;
}
