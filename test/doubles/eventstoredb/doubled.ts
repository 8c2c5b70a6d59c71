import { afterEach, beforeEach } from '@jest/globals';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import type { EventStoreError } from '#event-store/errors.js';
import type { EventStore } from '#event-store/port.js';
import {
  type EventStoreDb,
  type EventStoreDbOptions,
  openEventStoreDb,
} from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { type DoubleOptions, ServerDouble } from './server-double.js';

/** Doubles and stores that are gone after each test. To be called where tests are described. */
export function doubled() {
  const folder = temporaryFolders();
  let doubles: ServerDouble[] = [];
  let stores: EventStore[] = [];
  let first: ServerDouble;
  let store: EventStoreDb;
  const drops: EventStoreError[] = [];

  async function another(options: DoubleOptions = {}): Promise<ServerDouble> {
    const double = await ServerDouble.start(await folder(), options);
    doubles.push(double);
    return double;
  }

  function open(options: Partial<EventStoreDbOptions> = {}): EventStoreDb {
    const opened = openEventStoreDb({
      connectionString: first.connectionString,
      backOff: { firstMs: 5, capMs: 50 },
      onDrop: (error) => drops.push(error),
      ...options,
    });
    stores.push(opened);
    return opened;
  }

  beforeEach(async () => {
    first = await another();
    store = open();
  });

  afterEach(async () => {
    await Promise.all(stores.map((one) => one.close()));
    await Promise.all(doubles.map((one) => one.stop()));
    doubles = [];
    stores = [];
    drops.length = 0;
  });

  return {
    double: () => first,
    /** Opened on `double()`. */
    store: () => store,
    another,
    open,
    /** What subscriptions told of their interruptions. */
    drops,
  };
}
