import { describe } from '@jest/globals';
import { startChild } from '#test/support/child.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { eventStoreConformance } from '../conformance/event-store.conformance.js';
import type { EventStoreFixture, Opened } from '../conformance/fixture.js';
import { appendUntilKilled } from '../conformance/killed-writer.js';
import { openEventStoreDb } from './eventstoredb-event-store.js';
import { ServerDouble } from '#test/doubles/eventstoredb/server-double.js';
import { startStranger, type Stranger } from '#test/doubles/eventstoredb/stranger.js';

const CHILD = new URL('../../../../test/support/children/event-store-double.ts', import.meta.url);
const url = process.env['EVENTSTORE_URL'];

const real = (connectionString: string): EventStoreFixture => ({
  deadlineMs: 60_000,
  open: async () => {
    const store = openEventStoreDb({ connectionString });
    return { store, dispose: () => store.close() };
  },
});

function doubles(folder: () => Promise<string>): EventStoreFixture {
  const known = new WeakMap<Opened, { readonly double: ServerDouble; readonly stranger: Stranger }>();
  const opened = (double: ServerDouble): Opened => {
    const store = openEventStoreDb({ connectionString: double.connectionString });
    const stranger = startStranger(double);
    const dispose = async () => {
      await stranger.leave();
      await store.close();
      await double.stop();
    };
    const result = { store, dispose };
    known.set(result, { double, stranger });
    return result;
  };
  return {
    deadlineMs: 20_000,
    open: async () => opened(await ServerDouble.start(await folder())),
    restart: async (before) => {
      const { double } = known.get(before) ?? {};
      if (double === undefined) throw new Error('not one of ours');
      await before.dispose();
      await double.start();
      return opened(double);
    },
    killWhileAppending: async () => {
      const path = await folder();
      const child = startChild(CHILD, [path]);
      await child.sees(/^esdb:/);
      const store = openEventStoreDb({ connectionString: child.lines[0] ?? '' });
      const lines: string[] = [];
      await appendUntilKilled(store, '1', (line) => {
        lines.push(line);
        if (lines.length === 200) child.kill();
      });
      await child.ended;
      await store.close();
      return { lines, after: opened(await ServerDouble.start(path)) };
    },
  };
}

// The real server when EVENTSTORE_URL says where it is, else a double that speaks its protocol. Either has other writers.
describe('EventStoreDB', () => {
  const folder = temporaryFolders();
  eventStoreConformance('EventStoreDB', url === undefined ? doubles(folder) : real(url));
});
