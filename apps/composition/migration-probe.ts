import { insist } from '#platform/insist.js';
import type { HealthProbe } from '#platform/health/probe.js';
import type { Logger } from '#platform/logging/logger.js';
import { describeFailure, isTransient } from '#platform/mongodb/failure.js';
import { type Databases, notMigrated } from './collections.js';

export class NotMigratedError extends Error {}

/** Looks whether the database is as declared, again and again until it is. Not ready, and a line in the log, until then. */
export function watchMigration(databases: Databases, logger: Logger, signal: AbortSignal): HealthProbe {
  let problem: string | undefined = 'not looked at yet';
  const look = async () => {
    problem = await notMigrated(databases);
    if (problem !== undefined) throw new NotMigratedError(problem);
  };
  void insist(look, signal, (error) => {
    problem = describeFailure(error);
    // That MongoDB is away has been said already.
    if (!isTransient(error)) logger.error(`MongoDB is not as it should be: ${problem}`);
  });
  return {
    name: 'migration',
    check: () => Promise.resolve({ ok: problem === undefined, detail: problem ?? 'as declared' }),
  };
}
