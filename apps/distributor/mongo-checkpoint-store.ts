import type { Connection } from 'mongoose';
import { mongo } from 'mongoose';
import type { LogId } from '#event-log/identity/log-identity.js';
import { coveredIn, storedCovered, type StoredCoveredEvent } from '#event-log/identity/kept-position.js';
import type { Position } from '#event-store/port.js';
import type { DeclaredCollection } from '#platform/mongodb/collections.js';
import type { CheckpointStore } from './checkpoint-store.js';
import { isDuplicateKey } from '#platform/mongodb/failure.js';

interface CheckpointDocument {
  readonly _id: string;
  /** 64 bits, kept exactly. */
  readonly position: mongo.Long;
  /** The former release keeps neither, and leaves them as they are: an event further back is covered, too. */
  readonly log?: LogId;
  readonly last?: StoredCoveredEvent;
}

export const CHECKPOINTS: DeclaredCollection = { name: 'checkpoints', indexes: [] };

/** Checkpoints in MongoDB. Of two who save under one name the one who is further prevails. */
export function openMongoCheckpoints(connection: Connection): CheckpointStore {
  const checkpoints = connection.collection<CheckpointDocument>(CHECKPOINTS.name);
  return {
    async load(name) {
      const found = await checkpoints.findOne({ _id: name }, { promoteLongs: false });
      if (found === null) return undefined;
      const position = found.position.toBigInt() as Position; // saved below
      return { position, log: found.log, last: found.last && coveredIn(found.last) };
    },
    async save(name, { position, log, last }) {
      const further = mongo.Long.fromBigInt(position);
      const behind = { _id: name, position: { $lt: further } };
      const update = {
        $set: {
          position: further,
          ...(log !== undefined && { log }),
          ...(last !== undefined && { last: storedCovered(last) }),
        },
      };
      try {
        await checkpoints.updateOne(behind, update, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // There is one that is as far, or was made at this moment.
        await checkpoints.updateOne(behind, update);
      }
    },
    async clear() {
      await checkpoints.deleteMany({});
    },
    /** The connection is closed by whoever opened it. */
    close: () => Promise.resolve(),
  };
}
