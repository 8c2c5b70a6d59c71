import type { Distribution } from '#topics/port.js';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { Codec } from '#event-sourcing/codec.js';
import type { EventStore } from '#event-store/port.js';
import type { Configuration } from '#configuration/configuration.js';
import type { HealthProbe } from '#runtime/health/probe.js';
import type { Logger } from '#runtime/logging/logger.js';
import { type Database, openDatabase } from './database.js';
import { openDistribution } from './distribution.js';
import { openEventStore } from './event-store.js';
import { folder } from './part-dependencies.js';
import { keptPositions } from './kept-positions.js';
import { lockFolder } from './folder-lock.js';
import { modelPositions } from './model-positions.js';
import { OpenedParts } from './opened.js';
import { Outages } from './outages.js';
import { topicsRecord } from './topics-record.js';

/** The drivers a process works with, each the embedded one on its data folder or a client of the real service. */
export interface Parts extends Database {
  readonly store: EventStore;
  readonly distribution: Distribution;
  readonly codec: Codec;
  /** One for each service outside this process: whether it answers. */
  readonly probes: readonly HealthProbe[];
  /** Tells of a part that is away, and when it is back. */
  readonly outages: Outages;
  /** Closes what was opened, last first, and gives the folder back. */
  close(): Promise<void>;
}

/** Whether any of the drivers keeps its files in the data folder. */
export function isEmbedded({ eventStoreUrl, kafkaBrokers, mongoUrl }: Configuration): boolean {
  return [eventStoreUrl, kafkaBrokers, mongoUrl].includes(undefined);
}

/**
 * Opens what the configuration names, and locks the data folder if anything is embedded. A service that is away is no
 * error: its client connects when it is there. If a part cannot be opened, those before it are closed again.
 * @throws FolderInUseError, and what each driver says when its folder or connection string cannot be used
 */
export async function openParts(
  configuration: Configuration,
  logger: Logger,
  { migrates = false }: { readonly migrates?: boolean } = {},
): Promise<Parts> {
  const opened = new OpenedParts();
  try {
    if (isEmbedded(configuration))
      opened.keep(await lockFolder(configuration.data), (lock) => lock.release());
    const probes: HealthProbe[] = [];
    const outages = new Outages(logger);
    const ground = { configuration, logger: outages.logger, opened, outages, probes };
    const database = await openDatabase(ground, migrates);
    const store = await openEventStore(ground);
    const distribution = await openDistribution(ground);
    opened.keep(outages, (part) => Promise.resolve(part.close())); // first: what ends is not away
    return {
      ...database,
      derived: [
        ...database.derived,
        keptPositions({ store, checkpoints: database.checkpoints }),
        modelPositions({ store, connection: database.connection }),
        ...(configuration.kafkaBrokers === undefined
          ? [topicsRecord(distribution, folder(configuration, 'topics').path)]
          : []), // on a server each message says it
      ],
      store,
      distribution,
      codec: new Codec(database.keys, EVENT_TYPES),
      probes,
      outages,
      close: () => opened.close(),
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
