import { readConfiguration } from '#configuration/read-configuration.js';
import { openParts, type Parts } from '#apps/composition/parts.js';
import { readModelRuntimes, type ReadModelRuntime } from '#read-models/read-model-runtimes.js';
import { UNOBSERVED } from '#projections/observer.js';
import { createLogger } from '#runtime/logging/logger.js';

/** What a service that is stopped worked on, opened by us. */
export interface House {
  readonly parts: Parts;
  readonly models: readonly ReadModelRuntime[];
}

/** Opens with the service's own drivers what its settings name, does the work and closes it again. */
export async function inside<T>(
  settings: Readonly<Record<string, string>>,
  work: (house: House) => Promise<T>,
): Promise<T> {
  const logger = createLogger({ level: 'silent', format: 'json' });
  const parts = await openParts(readConfiguration(settings), logger);
  try {
    await parts.ready;
    const models = readModelRuntimes(
      { ...parts, visibility: { written: () => undefined } },
      () => UNOBSERVED,
    );
    return await work({ parts, models });
  } finally {
    await parts.close();
  }
}
