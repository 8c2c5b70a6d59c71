import { join } from 'node:path';
import type { Connection } from 'mongoose';
import { type CheckpointStore, openCheckpoints } from '#apps/distributor/checkpoint-store.js';
import { carryOverCheckpoints } from '#apps/distributor/former-checkpoints.js';
import { ALWAYS, leasedTurn, type Turn } from '#apps/distributor/turn.js';
import { startEmbeddedMongo } from '#embedded-mongodb/server.js';
import type { OpenedKeyStore } from '#event-sourcing/keys/cached-key-store.js';
import { openMongoKeyStore } from '#event-sourcing/keys/mongodb/mongo-key-store.js';
import { openMongo } from '#runtime/mongodb/connection.js';
import { isSignInRefused } from '#runtime/mongodb/failure.js';
import { hostsOf } from '#runtime/mongodb/url.js';
import type { HealthProbe } from '#runtime/health/probe.js';
import { LEASES } from '#runtime/mongodb/lease.js';
import type { DatabaseAddress } from '#projections/rebuild/threads/messages.js';
import type { DerivedPart } from '#event-sourcing/identity/belonging.js';
import { DERIVED, type Migrated, migrate } from './collections.js';
import { openEmbeddedKeys } from './embedded-keys.js';
import { folder, type PartDependencies } from './part-dependencies.js';
import { logRecord } from './log-record.js';
import { allOk } from './outages.js';
import { watchMigration } from './migration-probe.js';

/** What is kept in MongoDB, or by the embedded drivers that take its place. */
export interface Database {
  readonly keys: OpenedKeyStore;
  readonly connection: Connection;
  /** Resolves when the server has answered for the first time. */
  readonly ready: Promise<unknown>;
  /** Makes every collection and index that is missing. */
  readonly migrate: () => Promise<Migrated>;
  /** Where that leads, for threads that need one of their own. */
  readonly database: DatabaseAddress;
  readonly checkpoints: CheckpointStore;
  /** What was made from the log, as far as it is kept here. */
  readonly derived: readonly DerivedPart[];
  /** When it is this process's turn to distribute. */
  readonly turn: Turn;
}

/**
 * The read models, the persons' keys and the distributor's checkpoint.
 * @param migrates this process is about to make what a database lacks: that it is missing is nobody's business
 */
export function openDatabase(ground: PartDependencies, migrates: boolean): Promise<Database> {
  const { mongoUrl, keysSecret } = ground.configuration;
  return mongoUrl === undefined
    ? openEmbedded(ground)
    : openServers(ground, { url: mongoUrl, masterKey: Buffer.from(keysSecret ?? '', 'hex'), migrates });
}

/** The keys are in a database of their own: who may read the read models need not be able to read them. */
async function openServers(
  { configuration, logger, opened, outages, probes }: PartDependencies,
  {
    url,
    masterKey,
    migrates,
  }: { readonly url: string; readonly masterKey: Uint8Array; readonly migrates: boolean },
): Promise<Database> {
  const both: HealthProbe[] = [];
  const outage = outages.watch('mongodb', {
    name: 'MongoDB',
    where: hostsOf(url),
    settings: 'HAWIYA_MONGO_URL',
    check: allOk(both),
  });
  const connect = (database: string) => {
    const onRetry = (problem: string, error: unknown) => outage.failed(problem, isSignInRefused(error));
    return opened.keep(openMongo({ url, database, appName: 'hawiya', onRetry }), (part) => part.close());
  };
  const readModels = connect(configuration.mongoDatabase);
  const keysDatabase = connect(`${configuration.mongoDatabase}-keys`);
  const { connection, probe } = readModels;
  both.push(probe, keysDatabase.probe);
  const databases = { main: connection, keys: keysDatabase.connection };
  const ended = opened.keep(new AbortController(), (part) => Promise.resolve(part.abort()));
  probes.push(probe);
  if (!migrates) probes.push(watchMigration(databases, logger, ended.signal));
  const keys = openMongoKeyStore({ connection: keysDatabase.connection, masterKey });
  const migrated = () => migrate(databases);
  return {
    keys: opened.keep(keys, (part) => part.close()),
    connection,
    ready: Promise.all([readModels.ready, keysDatabase.ready]),
    migrate: migrated,
    derived: [logRecord({ connection, derived: DERIVED, migrate: migrated })],
    database: { url, database: configuration.mongoDatabase },
    checkpoints: openCheckpoints(connection),
    turn: leasedTurn(connection, readModels),
  };
}

async function openEmbedded({ configuration, logger, opened }: PartDependencies): Promise<Database> {
  const keys = opened.keep(await openEmbeddedKeys(configuration, logger), (part) => part.close());
  const mongo = await startEmbeddedMongo({
    ...folder(configuration, 'mongo'),
    listen: { socket: join(configuration.data, 'mongo.sock') },
    log: (line) => logger.error({ part: 'embedded-mongodb' }, line),
  });
  opened.keep(mongo, (part) => part.close());
  const database = { url: mongo.uri, database: 'hawiya' };
  const { connection, ready, close } = openMongo({ ...database, appName: 'hawiya' });
  opened.keep(connection, close);
  await ready;
  const migrated = () => migrate({ main: connection });
  await migrated();
  const checkpoints = openCheckpoints(connection);
  await carryOverCheckpoints(folder(configuration, 'checkpoints'), checkpoints);
  // The folder is ours alone: whoever still has a lease there is dead.
  await connection.collection(LEASES.name).deleteMany({});
  const derived = [logRecord({ connection, derived: DERIVED, migrate: migrated })];
  return { keys, connection, ready, migrate: migrated, database, checkpoints, derived, turn: ALWAYS };
}
