import { LOG_CATEGORIES } from '#event-catalogue/log-streams.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { openEventStoreDb } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import type { EventStore } from '#event-store/port.js';
import { hostsIn, keepsUserBack } from '#event-store/eventstoredb/connection-string.js';
import { folderMustNotHaveMoved } from './fence-file.js';
import { folder, type PartDependencies } from './part-dependencies.js';
import { allOk } from './outages.js';

/** EventStoreDB, or the embedded event store. @throws LogMovedError, and what the driver says */
export async function openEventStore({
  configuration,
  logger,
  opened,
  outages,
  probes,
}: PartDependencies): Promise<EventStore> {
  const { eventStoreUrl } = configuration;
  if (eventStoreUrl === undefined) {
    await folderMustNotHaveMoved(configuration.data);
    const store = await openEmbeddedEventStore(folder(configuration, 'event-store'));
    return opened.keep(store, (part) => part.close());
  }
  const store = openEventStoreDb({
    connectionString: eventStoreUrl,
    silence: {
      probeAfterMs: configuration.eventStoreProbeAfterMs,
      giveUpAfterMs: configuration.eventStoreGiveUpAfterMs,
      againAfterMs: configuration.eventStoreAgainAfterMs,
    },
    categories: LOG_CATEGORIES,
    onDrop: (error) => logger.warn({ err: error }, 'event store: subscription dropped, resuming'),
  });
  probes.push(store.health);
  outages.watch('event-store', {
    name: 'EventStoreDB',
    where: hostsIn(eventStoreUrl),
    settings: `HAWIYA_EVENTSTORE_URL${keepsUserBack(eventStoreUrl) ? ' (with tls=false its user and password are not sent)' : ''}`,
    check: allOk([store.health]),
  });
  return opened.keep(store, (part) => part.close());
}
