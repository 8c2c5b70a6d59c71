import type { Connection } from 'mongoose';
import { mongo } from 'mongoose';
import type { Position } from '#event-store/port.js';
import type { DeclaredCollection } from '#platform/mongodb/collections.js';
import type { CheckpointStore } from './checkpoint-store.js';

interface CheckpointDocument {
  readonly _id: string;
  /** 64 bits, kept exactly. */
  readonly position: mongo.Long;
}

export const CHECKPOINTS: DeclaredCollection = { name: 'checkpoints', indexes: [] };

/** Checkpoints in MongoDB. Of two who save under one name the one who is further prevails. */
export function openMongoCheckpoints(connection: Connection): CheckpointStore {
  const checkpoints = connection.collection<CheckpointDocument>(CHECKPOINTS.name);
  return {
    async load(name) {
      const found = await checkpoints.findOne({ _id: name }, { promoteLongs: false });
      return found === null ? undefined : (found.position.toBigInt() as Position); // saved below
    },
    async save(name, position) {
      await checkpoints.updateOne(
        { _id: name },
        { $max: { position: mongo.Long.fromBigInt(position) } },
        { upsert: true },
      );
    },
    async clear() {
      await checkpoints.deleteMany({});
    },
    /** The connection is closed by whoever opened it. */
    close: () => Promise.resolve(),
  };
}
