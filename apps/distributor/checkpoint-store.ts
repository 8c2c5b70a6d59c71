import type { Connection } from 'mongoose';
import { mongo } from 'mongoose';
import type { LogId } from '#event-sourcing/identity/log-identity.js';
import {
  coveredIn,
  type KeptPosition,
  storedCovered,
  type StoredCoveredEvent,
} from '#event-sourcing/identity/kept-position.js';
import type { Position } from '#event-store/port.js';
import type { DeclaredCollection } from '#runtime/mongodb/collections.js';
import { isDuplicateKey } from '#runtime/mongodb/failure.js';

interface CheckpointDocument {
  readonly _id: string;
  /** 64 bits, kept exactly. */
  readonly position: mongo.Long;
  /** The former release keeps none of these, and leaves them as they are: an event further back is covered, too. */
  readonly log?: LogId;
  readonly last?: StoredCoveredEvent;
  readonly categories?: readonly string[];
}

export const CHECKPOINTS: DeclaredCollection = { name: 'checkpoints', indexes: [] };

/** Where a reader of the whole log goes on after a restart. */
export interface CheckpointStore {
  /** What was saved last under this name, or undefined. One of the former release has neither log nor event. */
  load(name: string): Promise<KeptPosition | undefined>;
  /** Durable before it resolves. A position before the one that is saved changes nothing: of two who save, the further prevails. */
  save(name: string, kept: KeptPosition): Promise<void>;
  /** Forgets every position; durable before it resolves. */
  clear(): Promise<void>;
}

/** Checkpoints in MongoDB, a server's or the embedded one. Whoever opened the connection closes it. */
export function openCheckpoints(connection: Connection): CheckpointStore {
  const checkpoints = connection.collection<CheckpointDocument>(CHECKPOINTS.name);
  return {
    async load(name) {
      const found = await checkpoints.findOne({ _id: name }, { promoteLongs: false });
      if (found === null) return undefined;
      const position = found.position.toBigInt() as Position; // saved below
      const { log, last, categories } = found;
      return { position, log, last: last && coveredIn(last), categories };
    },
    async save(name, { position, log, last, categories }) {
      const further = mongo.Long.fromBigInt(position);
      const behind = { _id: name, position: { $lte: further } };
      const update = {
        $set: {
          position: further,
          ...(log !== undefined && { log }),
          ...(last !== undefined && { last: storedCovered(last) }),
          ...(categories !== undefined && { categories }),
        },
      };
      try {
        await checkpoints.updateOne(behind, update, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // There is one that is further, or was made at this moment.
        await checkpoints.updateOne(behind, update);
      }
    },
    async clear() {
      await checkpoints.deleteMany({});
    },
  };
}
