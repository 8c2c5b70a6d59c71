import { readConfiguration } from '#platform/configuration/read-configuration.js';
import { openParts, type Parts } from '#apps/composition/parts.js';
import { keptModels, type KeptModel } from '#read-models/kept-models.js';
import type { ProjectorObserver } from '#read-models/runtime/observer.js';
import { createLogger } from '#platform/logging/logger.js';

/** A stopped service's folder, opened by us. */
export interface House {
  readonly parts: Parts;
  readonly models: readonly KeptModel[];
}

/** Opens the folder with the service's own drivers, does the work and closes it again. */
export async function inside<T>(data: string, work: (house: House) => Promise<T>): Promise<T> {
  const logger = createLogger({ level: 'silent', format: 'json' });
  const parts = await openParts(readConfiguration({ HAWIYA_DATA: data }), logger);
  try {
    const models = keptModels({ ...parts, visibility: { written: () => undefined } }, () => silent);
    return await work({ parts, models });
  } finally {
    await parts.close();
  }
}

const silent: ProjectorObserver = {
  otherStreams: () => undefined,
  folded: () => undefined,
  waiting: () => undefined,
  parked: () => undefined,
  released: () => undefined,
  lostRace: () => undefined,
  rebuilt: () => undefined,
};
