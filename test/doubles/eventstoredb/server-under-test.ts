import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll } from '@jest/globals';
import type { EventStore } from '#event-store/port.js';
import { type Credentials, parseConnectionString } from '#event-store/eventstoredb/connection-string.js';
import { openEventStoreDb } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { SERVER_VERSIONS, type ServerVersion } from './double/version.js';
import { ServerDouble } from './server-double.js';

/** Both, of the double; a real server is of the one that EVENTSTORE_VERSION says (default 23.10). */
export const versionsUnderTest: readonly ServerVersion[] =
  process.env['EVENTSTORE_URL'] === undefined
    ? SERVER_VERSIONS
    : SERVER_VERSIONS.filter((one) => one === (process.env['EVENTSTORE_VERSION'] ?? '23.10'));

export interface ServerUnderTest {
  readonly client: () => EventStoreDBClient;
  readonly connectionString: () => string;
  /** Ours on that server; anything on one that asks for none. */
  readonly credentials: Credentials;
  readonly store: () => EventStore;
}

/**
 * One server for a whole file of tests, spoken to by the bare client and by our driver: the real one when
 * EVENTSTORE_URL says where it is, else a double. To be called where tests are described.
 */
export function serverUnderTest(version?: ServerVersion): ServerUnderTest {
  const url = process.env['EVENTSTORE_URL'];
  const credentials = (url === undefined ? undefined : parseConnectionString(url).credentials) ?? {
    username: 'admin',
    password: 'changeit',
  };
  let folder: string | undefined;
  let double: ServerDouble | undefined;
  let connectionString = url ?? '';
  let client: EventStoreDBClient;
  let store: EventStore;
  beforeAll(async () => {
    if (url === undefined) {
      folder = await mkdtemp(join(tmpdir(), 'hawiya-'));
      double = await ServerDouble.start(folder, version === undefined ? {} : { version });
      ({ connectionString } = double);
    }
    client = EventStoreDBClient.connectionString(connectionString);
    store = openEventStoreDb({ connectionString, backOff: { firstMs: 5, capMs: 50 } });
  });
  afterAll(async () => {
    await store.close();
    await client.dispose();
    await double?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });
  return { client: () => client, connectionString: () => connectionString, credentials, store: () => store };
}
