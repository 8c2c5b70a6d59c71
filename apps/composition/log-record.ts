import type { Connection } from 'mongoose';
import type { DerivedPart } from '#event-sourcing/identity/belonging.js';
import type { LogId } from '#event-sourcing/identity/log-identity.js';
import type { DeclaredCollection } from '#runtime/mongodb/collections.js';
import { dropIfThere } from '#runtime/mongodb/drop.js';

interface LogDocument {
  readonly _id: 'log';
  readonly log: LogId;
}

/** Which log a database was made from: one document. */
export const LOG_RECORD: DeclaredCollection = { name: 'log', indexes: [] };

export interface LogRecordDependencies {
  readonly connection: Connection;
  /** What the database has of the log. */
  readonly derived: readonly DeclaredCollection[];
  /** Makes collections that are missing. */
  readonly migrate: () => Promise<unknown>;
}

/** The database of the read models, which says of the whole of itself which log it was made from. */
export function logRecord({ connection, derived, migrate }: LogRecordDependencies): DerivedPart {
  const record = connection.collection<LogDocument>(LOG_RECORD.name);
  return {
    async disagrees(log) {
      const made = (await record.findOne({ _id: 'log' }))?.log;
      return made === undefined || made === log
        ? undefined
        : `the database ${connection.name} was made from the log ${made}`;
    },
    async record(log) {
      await record.updateOne({ _id: 'log' }, { $setOnInsert: { log } }, { upsert: true });
    },
    async reset(log) {
      for (const { name } of derived) await dropIfThere(connection.collection(name));
      await migrate();
      await record.updateOne({ _id: 'log' }, { $set: { log } }, { upsert: true });
    },
  };
}
