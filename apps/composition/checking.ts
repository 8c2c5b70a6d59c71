import { ErasedKeysFile } from '#event-sourcing/keys/erased-keys-file.js';
import { subjectCheckOf } from '#event-sourcing/subject.js';
import type { Configuration } from '#configuration/configuration.js';
import type { Logger } from '#runtime/logging/logger.js';
import { erasuresFile } from './erasing.js';
import { subjectSecret } from './event-log.js';
import type { PartsCheckOptions } from './parts-check.js';

/**
 * What the parts of this process are checked with.
 * @param migrates whether it is `hawiya migrate`, or the process that runs everything. An embedded log is its owner's alone.
 */
export function checkOptions(
  configuration: Configuration,
  logger: Logger,
  migrates: boolean,
): PartsCheckOptions {
  return {
    subjects: subjectCheckOf(subjectSecret(configuration)),
    establishes: migrates || configuration.eventStoreUrl === undefined,
    accepted: configuration.acceptParts,
    erasures: new ErasedKeysFile(erasuresFile(configuration)),
    logger,
  };
}
