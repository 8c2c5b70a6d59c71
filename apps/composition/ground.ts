import { join } from 'node:path';
import type { Configuration } from '#configuration/configuration.js';
import type { HealthProbe } from '#platform/health/probe.js';
import type { VolumeOptions } from '#platform/lmdb/volume.js';
import type { Logger } from '#platform/logging/logger.js';
import type { Opened } from './opened.js';
import type { Outages } from './outages.js';

/** What every part is opened on. */
export interface Ground {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly opened: Opened;
  /** Each client of a service is watched there. */
  readonly outages: Outages;
  /** Each client of a service adds its own. */
  readonly probes: HealthProbe[];
}

/** Where an embedded driver keeps its files. */
export function folder({ data, minFreeMib }: Configuration, name: string): VolumeOptions {
  return { path: join(data, name), minFreeBytes: minFreeMib * 1_048_576 };
}
