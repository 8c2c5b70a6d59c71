import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Registry } from 'prom-client';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import type { Distribution } from '#topics/port.js';
import { type EmbeddedMongo, startEmbeddedMongo } from '#embedded-mongodb/server.js';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { Codec } from '#event-sourcing/codec.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CachedKeyStore } from '#event-sourcing/keys/cached-key-store.js';
import { openMongoKeyStore } from '#event-sourcing/keys/mongodb/mongo-key-store.js';
import { SharedDecoding } from '#event-sourcing/shared-decoding.js';
import { createLogger } from '#runtime/logging/logger.js';
import { openMongo, type OpenedMongo } from '#runtime/mongodb/connection.js';
import { NO_TRACING } from '#runtime/tracing/no-tracing.js';
import { ApplicationStatusQueries } from '#read-models/application-status/queries.js';
import { readModelRuntimes } from '#read-models/read-model-runtimes.js';
import { applicationEvents as application } from '#domain/testing/case-events.js';
import { happens, type TemporaryHouse, temporaryHouse } from '#read-models/testing/temporary-house.js';
import { eventually } from '#test/support/eventually.js';
import { observed, projectorFigures } from './observe.js';
import { Projecting } from './projecting.js';

jest.setTimeout(30_000);

/** The driver gives up looking for the server, and looks again, this soon: the service waits seconds. */
const SOON = 'serverSelectionTimeoutMS=100&heartbeatFrequencyMS=500';
const backOff = { firstMs: 5, capMs: 20 };

let house: TemporaryHouse;
let distribution: Distribution;
let keysServer: EmbeddedMongo;
let keysDatabase: OpenedMongo;
let keys: CachedKeyStore;
const stop = new AbortController();
let running: Promise<void> | undefined;

const startKeysServer = () =>
  startEmbeddedMongo({ path: `${house.path}/keys-server`, listen: { socket: `${house.path}/keys.sock` } });

beforeEach(async () => {
  house = await temporaryHouse();
  distribution = await openEmbeddedDistribution({ path: `${house.path}/topics`, backOff });
  keysServer = await startKeysServer();
  keysDatabase = openMongo({ url: `${keysServer.uri}&${SOON}`, database: 'keys', appName: 'hawiya-test' });
  await keysDatabase.ready;
  keys = openMongoKeyStore({ connection: keysDatabase.connection, masterKey: randomBytes(32) });
});
afterEach(async () => {
  stop.abort();
  await running;
  await keys.close();
  await keysDatabase.close();
  await keysServer.close();
  await distribution.close();
  await house.remove();
});

it('after an outage of the key store a partition goes on by itself, with the messages it has in hand', async () => {
  const codec = new Codec(keys, EVENT_TYPES);
  const registry = new Registry();
  const lines: string[] = [];
  const logger = createLogger({ level: 'info', format: 'json' }, { write: (line) => lines.push(line) });
  const models = readModelRuntimes(
    { ...house, keys, codec: new SharedDecoding(codec) },
    observed(registry, logger),
  );
  const figures = projectorFigures(registry, distribution, models);
  const projecting = new Projecting(
    { models, distribution, logger, tracing: NO_TRACING, figures },
    { partitions: 1 },
  );
  running = projecting.run(stop.signal);
  await eventually(() => projecting.isBuilt());

  const id = randomUUID();
  await happens(new EventLog(house.store, codec), application.ApplicationStarted, id);
  keys.forget();
  await keysServer.close();
  await distribution.publish(EVENTS_TOPIC, await house.messages());
  // Every model has met the outage, and tries again.
  await eventually(() => projecting.trouble().length === models.length, { deadlineMs: 10_000 });
  expect(projecting.trouble().join()).toContain('KeyStoreError');

  keysServer = await startKeysServer();
  const queries = new ApplicationStatusQueries(house.connection, house.visibility);
  expect(await queries.byId(id, { minRevision: 0n, waitMs: 10_000 })).toMatchObject({ reached: true });
  await eventually(() => projecting.trouble().length === 0);
  expect(lines.filter((line) => line.includes('key parked'))).toEqual([]);
});
