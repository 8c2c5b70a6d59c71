import { type Connection, type IndexOptions, type Model, Schema, type SchemaDefinition } from 'mongoose';
import type { Stored } from './stored.js';

/** Where a projection's documents live, and how they are found. */
export interface ReadModel<Doc extends object> {
  /** The projection's name. */
  readonly name: string;
  readonly collection: string;
  /** The mongoose model on this connection, the same one each time. Indexes are made by the projector. */
  readonly on: (connection: Connection) => Model<Stored<Doc>>;
}

type Index = readonly [fields: Readonly<Record<string, 1 | -1>>, options?: IndexOptions];

/**
 * Describes a read model once, for mongoose. Paths are the document's own; those of the guard are added. Nothing is
 * created behind the scenes: a reader must never make an empty collection under a projector that is swapping one in.
 */
export function readModel<Doc extends object>(
  name: string,
  collection: string,
  paths: SchemaDefinition,
  indexes: readonly Index[],
): ReadModel<Doc> {
  const guard = { applied: String, version: Number, refolds: Number, gone: Boolean };
  const options = {
    collection,
    versionKey: false,
    minimize: false,
    autoIndex: false,
    autoCreate: false,
  } as const;
  const schema = new Schema({ _id: { type: String, required: true }, guard, ...paths }, options);
  for (const [fields, how] of indexes) schema.index({ ...fields }, how);
  return {
    name,
    collection,
    on: (connection) => {
      const model: unknown = connection.models[name] ?? connection.model(name, schema);
      return model as Model<Stored<Doc>>; // mongoose cannot derive it from paths of type Mixed
    },
  };
}
