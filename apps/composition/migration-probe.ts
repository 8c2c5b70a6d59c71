import { retryUntilAborted } from '#runtime/retry-until-aborted.js';
import type { HealthProbe } from '#runtime/health/probe.js';
import type { Logger } from '#runtime/logging/logger.js';
import { describeFailure, isSignInRefused, isTransient } from '#runtime/mongodb/failure.js';
import { type Databases, notMigrated } from './collections.js';

export class NotMigratedError extends Error {
  override readonly name = 'NotMigratedError';
}

/** Looks whether the database is as declared, again and again until it is. Not ready, and a line in the log, until then. */
export function watchMigration(databases: Databases, logger: Logger, signal: AbortSignal): HealthProbe {
  let problem: string | undefined = 'not looked at yet';
  let told: string | undefined;
  const look = async () => {
    problem = await notMigrated(databases);
    if (problem !== undefined) throw new NotMigratedError(problem);
  };
  void retryUntilAborted(look, signal, (error) => {
    problem = describeFailure(error);
    // That MongoDB is away or refuses us it tells itself; what somebody has to mend is said once.
    const what = error instanceof NotMigratedError ? error.name : problem;
    if (isTransient(error) || isSignInRefused(error) || what === told) return;
    told = what;
    logger.error(`MongoDB is not as it should be: ${problem}`);
  });
  return {
    name: 'migration',
    check: () => Promise.resolve({ ok: problem === undefined, detail: problem ?? 'as declared' }),
  };
}
