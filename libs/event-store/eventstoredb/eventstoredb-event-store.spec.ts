import { describe } from '@jest/globals';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { eventStoreConformance } from '../conformance/event-store.conformance.js';
import type { Opened } from '../conformance/fixture.js';
import { openEventStoreDb } from './eventstoredb-event-store.js';
import { ServerDouble } from './testing/server-double.js';

describe('EventStoreDB, against a double of the server', () => {
  const folder = temporaryFolders();
  const doubles = new WeakMap<Opened, ServerDouble>();

  function opened(double: ServerDouble): Opened {
    const store = openEventStoreDb({ connectionString: double.connectionString });
    const dispose = async () => {
      await store.close();
      await double.stop();
    };
    const result = { store, dispose };
    doubles.set(result, double);
    return result;
  }

  eventStoreConformance('EventStoreDB (double)', {
    deadlineMs: 20_000,
    open: async () => opened(await ServerDouble.start(await folder())),
    restart: async (before) => {
      const double = doubles.get(before);
      if (double === undefined) throw new Error('not one of ours');
      await before.dispose();
      await double.start();
      return opened(double);
    },
  });
});
