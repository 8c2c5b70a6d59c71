import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FolderInUseError, lockFolder } from '#apps/composition/folder-lock.js';
import { OpenedParts } from '#apps/composition/opened.js';
import { LOG_CATEGORIES } from '#event-catalogue/log-streams.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { openEventStoreDb } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import type { EventStore } from '#event-store/port.js';
import { messageOf } from '#runtime/message-of.js';
import { EXIT_CODES, ExpectedFailure } from '../failure.js';
import { type LogPlace, shownLogPlace } from './log-place.js';

export interface OpenedLog {
  readonly place: LogPlace;
  readonly name: string;
  readonly store: EventStore;
}

export interface OpenLogOptions {
  /** Makes a folder that is missing, instead of refusing it. */
  readonly makes?: boolean;
}

/**
 * Opens a log, alone if it is embedded, beside whoever else works on it if it is not.
 * @throws ExpectedFailure when it is in use (3), is not there (folder 3, server 2) or cannot be opened
 */
export async function withLog<T>(
  place: LogPlace,
  work: (log: OpenedLog) => Promise<T>,
  options: OpenLogOptions = {},
): Promise<T> {
  const name = shownLogPlace(place);
  const opened = new OpenedParts();
  try {
    const store =
      place.kind === 'embedded'
        ? await openFolder(place.data, options, opened)
        : await openServer(place.url, name, opened);
    return await work({ place, name, store });
  } finally {
    await opened.close();
  }
}

async function openFolder(
  data: string,
  { makes = false }: OpenLogOptions,
  opened: OpenedParts,
): Promise<EventStore> {
  const path = join(data, 'event-store');
  if (!makes) await mustBeThere(data);
  const lock = await lockFolder(data).catch((error: unknown) => {
    throw error instanceof FolderInUseError
      ? new ExpectedFailure(`${error.message}: stop the service first`, EXIT_CODES.unavailable)
      : unusable(data, error);
  });
  opened.keep(lock, (part) => part.release());
  const store = await openEmbeddedEventStore({ path }).catch((error: unknown) => {
    throw unusable(path, error);
  });
  return opened.keep(store, (part) => part.close());
}

/** Opening what is not there would make an empty log, and find it in order. @throws ExpectedFailure */
export async function mustBeThere(data: string): Promise<void> {
  const found = await stat(join(data, 'event-store')).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  throw new ExpectedFailure(
    `${data} is not a data folder: there is no event-store in it`,
    EXIT_CODES.unavailable,
  );
}

async function openServer(url: string, name: string, opened: OpenedParts): Promise<EventStore> {
  const store = openEventStoreDb({ connectionString: url, categories: LOG_CATEGORIES });
  opened.keep(store, (part) => part.close());
  const { ok, detail } = await store.health.check();
  if (!ok) throw away(name, detail);
  return store;
}

/** A store that does not answer, or no longer, or not to us. */
export const away = (name: string, why: string): ExpectedFailure =>
  new ExpectedFailure(
    `${name}${why.startsWith('access denied') ? '' : ' is away'}: ${why}`,
    EXIT_CODES.storeAway,
  );

const unusable = (what: string, error: unknown): ExpectedFailure =>
  new ExpectedFailure(`${what}: ${messageOf(error)}`, EXIT_CODES.unavailable);
