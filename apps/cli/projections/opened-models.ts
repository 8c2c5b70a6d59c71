import { FolderInUseError } from '#apps/composition/folder-lock.js';
import { checkOptions } from '#apps/composition/checking.js';
import { checkParts, UnidentifiedLogError } from '#apps/composition/parts-check.js';
import { openParts, type Parts } from '#apps/composition/parts.js';
import type { Configuration } from '#configuration/configuration.js';
import { MismatchError } from '#event-sourcing/identity/mismatch-error.js';
import { LogMovedError } from '#event-sourcing/moved/moved-log.js';
import { KeyStoreError } from '#event-sourcing/keys/key-store-error.js';
import { EventStoreError } from '#event-store/errors.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { createLogger, type Logger } from '#runtime/logging/logger.js';
import { messageOf } from '#runtime/message-of.js';
import { type ReadModelRuntime, readModelRuntimes } from '#read-models/read-model-runtimes.js';
import { UNOBSERVED } from '#projections/observer.js';
import { EXIT_CODES, ExpectedFailure, notStarted } from '../failure.js';
import { shownLogPlace, placeIn } from '../log/log-place.js';
import { away, mustBeThere } from '../log/opened-log.js';

export interface OpenedModels {
  readonly parts: Parts;
  readonly models: readonly ReadModelRuntime[];
  readonly configuration: Configuration;
  /** Warnings and worse, on standard error. */
  readonly logger: Logger;
}

/**
 * Opens what the environment names: the services, beside whoever else works on them, or the folder of a stopped embedded
 * service. Warnings go to standard error, e.g. that a service does not answer.
 * @throws ExpectedFailure
 */
export async function withModels<T>(
  data: string | undefined,
  work: (opened: OpenedModels) => Promise<T>,
  { migrates = false }: { readonly migrates?: boolean } = {},
): Promise<T> {
  const configuration = configured(data);
  const logger = createLogger({ level: 'warn', format: configuration.logFormat }, process.stderr);
  const place = placeIn(configuration);
  const name = shownLogPlace(place);
  console.error(`store: ${name}`);
  if (place.kind === 'embedded') await mustBeThere(place.data);
  const parts = await openParts(configuration, logger, { migrates }).catch((error: unknown) => {
    throw error instanceof FolderInUseError
      ? new ExpectedFailure(`${error.message}: stop the service first`, EXIT_CODES.unavailable)
      : new ExpectedFailure(messageOf(error), EXIT_CODES.unavailable);
  });
  try {
    await mustAnswer(name, parts);
    await parts.ready;
    await checkParts(parts, checkOptions(configuration, logger, migrates)).catch((error: unknown) => {
      throw notBelonging(error);
    });
    const models = readModelRuntimes(
      { ...parts, visibility: { written: () => undefined } },
      () => UNOBSERVED,
    );
    return await work({ parts, models, configuration, logger });
  } finally {
    await parts.close();
  }
}

/** In one line, what somebody has to mend; anything else is a bug, and stays as it is. */
function notBelonging(error: unknown): unknown {
  if (
    error instanceof MismatchError ||
    error instanceof UnidentifiedLogError ||
    error instanceof LogMovedError
  )
    return new ExpectedFailure(error.message);
  if (error instanceof EventStoreError) return new ExpectedFailure(error.message, EXIT_CODES.storeAway);
  if (error instanceof KeyStoreError) return new ExpectedFailure(error.message, EXIT_CODES.unavailable);
  return error;
}

function configured(data: string | undefined): Configuration {
  try {
    return readConfiguration({ ...process.env, ...(data !== undefined && embeddedIn(data)) });
  } catch (error) {
    throw notStarted(error);
  }
}

/** A folder holds all of an embedded service: nothing of it is compared with, or built in, the services of another one. */
const embeddedIn = (data: string) => ({
  HAWIYA_DATA: data,
  HAWIYA_EVENTSTORE_URL: undefined,
  HAWIYA_KAFKA_BROKERS: undefined,
  HAWIYA_MONGO_URL: undefined,
});

/** @throws ExpectedFailure when the event store is away */
async function mustAnswer(name: string, { probes }: Parts): Promise<void> {
  const found = await probes.find((probe) => probe.name === 'event-store')?.check();
  if (found?.ok === false) throw away(name, found.detail);
}
