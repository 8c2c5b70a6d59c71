import type { Buffer } from 'node:buffer';
import type { Database, RootDatabase } from 'lmdb';
import { openEnvironment } from '#runtime/lmdb/environment.js';
import { Volume, type VolumeOptions } from '#runtime/lmdb/volume.js';
import { DistributionError } from '../port.js';
import { placeKey, type TopicOffset } from './place.js';
import { messageOf } from '#runtime/message-of.js';

export interface StoredTopic {
  readonly id: number;
  readonly partitions: number;
  /** It was removed: nothing is left of it but its id, which no other topic gets. */
  readonly removed?: true;
}

/** What the distribution is made of on disk. */
export interface TopicFiles {
  readonly volume: Volume;
  readonly root: RootDatabase<number, string>;
  /** name → topic */
  readonly topics: Database<StoredTopic, string>;
  /** (topic, partition, offset) → record */
  readonly messages: Database<Buffer, TopicOffset>;
  /** [topic, group, partition] → offset of the first message the group has not finished */
  readonly offsets: Database<number, [topic: number, group: string, partition: number]>;
}

/** Of the records and keys above. A folder with another one is refused. */
const FORMAT = 1;

/** @throws DistributionError `unavailable` */
export function openTopicFiles(options: VolumeOptions): TopicFiles {
  const { path } = options;
  const volume = new Volume(options);
  let root: RootDatabase<number, string> | undefined;
  try {
    root = openEnvironment<number, string>(volume, { encoding: 'json' });
    const found = root.get('format');
    if (found === undefined) root.putSync('format', FORMAT);
    else if (found !== FORMAT)
      throw new DistributionError('unavailable', `${path} has format ${found}; this program reads ${FORMAT}`);
    // Not a literal in the call: the library's types leave `keyEncoder` out of a named database's options.
    const byPlace = { encoding: 'binary', keyEncoder: placeKey } as const;
    return {
      volume,
      root,
      topics: root.openDB('topics', { encoding: 'json' }),
      messages: root.openDB('messages', byPlace),
      offsets: root.openDB('offsets', { encoding: 'json' }),
    };
  } catch (error) {
    void root?.close();
    if (error instanceof DistributionError) throw error;
    const why = messageOf(error);
    throw new DistributionError('unavailable', `cannot open the topics in ${path}: ${why}`, { cause: error });
  }
}
