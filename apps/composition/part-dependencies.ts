import { join } from 'node:path';
import type { Configuration } from '#configuration/configuration.js';
import type { HealthProbe } from '#runtime/health/probe.js';
import type { VolumeOptions } from '#runtime/lmdb/volume.js';
import type { Logger } from '#runtime/logging/logger.js';
import type { OpenedParts } from './opened.js';
import type { Outages } from './outages.js';

/** What every part is opened on. */
export interface PartDependencies {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly opened: OpenedParts;
  /** Each client of a service is watched there. */
  readonly outages: Outages;
  /** Each client of a service adds its own. */
  readonly probes: HealthProbe[];
}

/** Where an embedded driver keeps its files. */
export function folder({ data, minFreeMib }: Configuration, name: string): VolumeOptions {
  return { path: join(data, name), minFreeBytes: minFreeMib * 1_048_576 };
}
