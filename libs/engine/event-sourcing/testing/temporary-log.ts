import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import type { EventStore } from '#event-store/port.js';
import { Codec } from '../codec.js';
import { openEmbeddedKeyStore } from '../keys/embedded/embedded-key-store.js';
import type { KeyStore } from '../keys/key-store.js';

export interface TemporaryLog {
  readonly path: string;
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly codec: Codec;
  remove(): Promise<void>;
}

/** An event store and a key store in a folder that `remove` takes away again. */
export async function temporaryLog(): Promise<TemporaryLog> {
  const path = await mkdtemp(join(tmpdir(), 'hawiya-event-log-'));
  const store = await openEmbeddedEventStore({ path: join(path, 'event-store') });
  const keys = await openEmbeddedKeyStore({ path: join(path, 'keys') });
  const remove = async () => {
    await Promise.all([store.close(), keys.close()]);
    await rm(path, { recursive: true });
  };
  return { path, store, keys, codec: new Codec(keys, EVENT_TYPES), remove };
}
