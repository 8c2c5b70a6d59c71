import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FolderInUseError, lockFolder } from '#apps/composition/folder-lock.js';
import { OpenedParts } from '#apps/composition/opened.js';
import type { CopyableKeys } from '#event-sourcing/keys/copy/copyable-keys.js';
import { openEmbeddedKeyRecords } from '#event-sourcing/keys/embedded/embedded-key-records.js';
import { STORES } from '#event-sourcing/keys/mongodb/master-check.js';
import { MongoKeyRecords } from '#event-sourcing/keys/mongodb/mongo-key-records.js';
import { PERSONS } from '#event-sourcing/keys/mongodb/person-document.js';
import { messageOf } from '#runtime/message-of.js';
import { makeMissing } from '#runtime/mongodb/collections.js';
import { type MongoOptions, openMongo, type OpenedMongo } from '#runtime/mongodb/connection.js';
import { MongoSettingsError } from '#runtime/mongodb/url.js';
import { EXIT_CODES, ExpectedFailure } from '../failure.js';
import { folderMasterKey } from './folder-secrets.js';
import { keyPlaceName, type KeyPlaces, type MongoPlace } from './key-places.js';

/** How long MongoDB has to answer for the first time, milliseconds. */
const PATIENCE_MS = 5_000;

export interface OpenedKeys {
  readonly folder: CopyableKeys;
  readonly mongo: CopyableKeys;
}

export interface KeysOptions {
  /** File with the folder's master key. */
  readonly masterKey: string | undefined;
  /** What MongoDB's keys are wrapped with, and the folder's, unless it has a master key of its own. */
  readonly keysSecret: string | undefined;
}

/**
 * Opens both key stores, the folder alone.
 * @throws ExpectedFailure when the folder is in use or has no keys (3), MongoDB is away (2), the master key is none (2)
 */
export async function withKeys<T>(
  places: KeyPlaces,
  options: KeysOptions,
  work: (keys: OpenedKeys) => Promise<T>,
): Promise<T> {
  const opened = new OpenedParts();
  try {
    const folder = await openFolder(places, options, opened);
    const mongo = await openServer(places.mongo, opened);
    return await work({ folder, mongo });
  } finally {
    await opened.close();
  }
}

async function openFolder(
  { folder: { data }, from }: KeyPlaces,
  options: KeysOptions,
  opened: OpenedParts,
): Promise<CopyableKeys> {
  const path = join(data, 'keys');
  if (from === 'folder' && !existsSync(join(path, 'keys')))
    throw new ExpectedFailure(
      `${data} is not a data folder with keys: there is no keys/keys in it`,
      EXIT_CODES.unavailable,
    );
  const lock = await lockFolder(data).catch((error: unknown) => {
    throw error instanceof FolderInUseError
      ? new ExpectedFailure(`${error.message}: stop the service first`, EXIT_CODES.unavailable)
      : new ExpectedFailure(`${data}: ${messageOf(error)}`, EXIT_CODES.unavailable);
  });
  opened.keep(lock, (part) => part.release());
  const masterKey = folderMasterKey(path, { ...options, isThere: from === 'folder' });
  const records = await openEmbeddedKeyRecords(path, masterKey).catch((error: unknown) => {
    throw new ExpectedFailure(messageOf(error), EXIT_CODES.unavailable);
  });
  return opened.keep(records, (part) => part.close());
}

async function openServer(place: MongoPlace, opened: OpenedParts): Promise<CopyableKeys> {
  const { url, database, masterKey } = place;
  let problem = 'it does not answer';
  const onRetry = (said: string) => (problem = said);
  const mongo = connected({ url, database, appName: 'hawiya keys copy', onRetry });
  opened.keep(mongo, (part) => part.close());
  const waiting = new AbortController();
  const away = pause(PATIENCE_MS, 'away' as const, { signal: waiting.signal }).catch(() => 'away' as const);
  const answered = await Promise.race([mongo.ready, away]);
  waiting.abort();
  if (answered === 'away')
    throw new ExpectedFailure(`${keyPlaceName(place)} is away: ${problem}`, EXIT_CODES.storeAway);
  await makeMissing(mongo.connection, [PERSONS, STORES]).catch((error: unknown) => {
    throw new ExpectedFailure(`${keyPlaceName(place)}: ${messageOf(error)}`, EXIT_CODES.storeAway);
  });
  return new MongoKeyRecords(mongo.connection, masterKey);
}

function connected(options: MongoOptions): OpenedMongo {
  try {
    return openMongo(options);
  } catch (error) {
    if (error instanceof MongoSettingsError) throw new ExpectedFailure(error.message);
    throw error;
  }
}
