import type { Database, RootDatabase } from 'lmdb';
import { EventStoreError } from '../errors.js';
import type { RecordedEvent } from '../port.js';
import { decodingAs } from '#runtime/lmdb/copied.js';
import { openEnvironment } from '#runtime/lmdb/environment.js';
import { Volume, type VolumeOptions } from '#runtime/lmdb/volume.js';
import { chunkKey, nameKey, positionKey, type ChunkKey } from './keys.js';
import { claim, release } from './owner.js';
import { decodeRecord } from './record.js';
import { messageOf } from '#runtime/message-of.js';

/** What one store is made of on disk. `events` is the truth, the rest are indexes over it. */
export interface StoreFiles {
  readonly volume: Volume;
  readonly root: RootDatabase<Buffer, string>;
  /** position → record, decoded as it is read */
  readonly events: Database<RecordedEvent, number>;
  /** stream's name → position of its first event, written once */
  readonly streams: Database<Buffer, string>;
  /** first position → how many events the stream has, and the positions of the latest */
  readonly tails: Database<Buffer, number>;
  /** first position and number of the chunk → positions of CHUNK events */
  readonly chunks: Database<Buffer, ChunkKey>;
}

/** Of the records and keys above. A folder with another one is refused. */
const FORMAT = 1;

/** @throws EventStoreError `unavailable` */
export function openStoreFiles(options: VolumeOptions): StoreFiles {
  const { path } = options;
  const volume = new Volume(options);
  let root: RootDatabase<Buffer, string> | undefined;
  try {
    root = openEnvironment<Buffer, string>(volume, { encoding: 'binary' });
    checkFormat(root, path);
    // Not literals in the calls: the library's types leave `keyEncoder` out of a named database's options.
    const byPosition = { encoding: 'binary', keyEncoder: positionKey } as const;
    const asRecords = { encoding: 'binary', encoder: recordEncoder, keyEncoder: positionKey } as const;
    const byName = { encoding: 'binary', keyEncoder: nameKey } as const;
    const byChunk = { encoding: 'binary', keyEncoder: chunkKey } as const;
    const files: StoreFiles = {
      volume,
      root,
      events: root.openDB<RecordedEvent, number>('events', asRecords),
      streams: root.openDB<Buffer, string>('streams', byName),
      tails: root.openDB<Buffer, number>('tails', byPosition),
      chunks: root.openDB<Buffer, ChunkKey>('chunks', byChunk),
    };
    claim(root, path);
    return files;
  } catch (error) {
    void root?.close();
    if (error instanceof EventStoreError) throw error;
    throw new EventStoreError('unavailable', `cannot open the event store in ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Records are encoded by whoever appends, before their turn. */
const recordEncoder = decodingAs(decodeRecord);

/**
 * Puts what sorts after everything stored: LMDB then fills its pages instead of leaving them half empty.
 * Resolves to false if it did not sort after everything.
 */
export function putRecord(events: StoreFiles['events'], position: number, record: Buffer): Promise<boolean> {
  // The library's types know neither that what is put and what is got may differ, nor options for a put.
  const db = events as unknown as Database<Buffer, number>;
  return db.put(position, record, { append: true } as unknown as number);
}

/** Waits for nothing: whoever closes has no append under way any more. */
export async function closeFiles({ root, volume }: StoreFiles): Promise<void> {
  try {
    release(root, volume);
  } finally {
    await root.close();
  }
}

function checkFormat(root: RootDatabase<Buffer, string>, path: string): void {
  const found = root.get('format');
  if (found === undefined) {
    root.putSync('format', Buffer.from(String(FORMAT)));
  } else if (found.toString() !== String(FORMAT)) {
    throw new EventStoreError(
      'unavailable',
      `the event store in ${path} has format ${found.toString()}; this program reads format ${FORMAT}`,
    );
  }
}
