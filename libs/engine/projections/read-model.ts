import { type Connection, type Model, Schema, type SchemaDefinition } from 'mongoose';
import type { DeclaredCollection, DeclaredIndex } from '#runtime/mongodb/collections.js';
import type { Stored } from './stored.js';

/** Where a projection's documents live, and how they are found. */
export interface ReadModel<Doc extends object> {
  /** The projection's name. */
  readonly name: string;
  readonly collection: string;
  /** Made by the migration; a rebuild makes the indexes of what takes the collection's place. */
  readonly declared: DeclaredCollection;
  /** The mongoose model on this connection, the same one each time. */
  readonly on: (connection: Connection) => Model<Stored<Doc>>;
}

/**
 * Describes a read model once, for mongoose. Paths are the document's own; those of the guard are added. Nothing is
 * created behind the scenes: a reader must never make an empty collection under a projector that is swapping one in.
 */
export function readModel<Doc extends object>(
  name: string,
  collection: string,
  paths: SchemaDefinition,
  indexes: readonly DeclaredIndex[],
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
  return {
    name,
    collection,
    declared: { name: collection, indexes },
    on: (connection) => {
      const model: unknown = connection.models[name] ?? connection.model(name, schema);
      return model as Model<Stored<Doc>>; // mongoose cannot derive it from paths of type Mixed
    },
  };
}
