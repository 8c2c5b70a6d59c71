import { randomBytes } from 'node:crypto';
import type { Connection, mongo } from 'mongoose';
import { createIndex } from '#runtime/mongodb/collections.js';
import { dropIfThere } from '#runtime/mongodb/drop.js';
import { Documents } from '../documents.js';
import type { ReadModel } from '../read-model.js';
import type { Guarded } from '../stored.js';

/** What a collection beside the model's own is built for. */
export type Purpose = 'rebuild' | 'verify';

/**
 * A collection under construction beside the model's own, with the same indexes. Readers know nothing of it. Each
 * attempt has a name of its own: one that was frozen and wakes up cannot reach its successor's.
 */
export class Shadow<Doc extends object> {
  readonly collection: mongo.Collection<Guarded>;

  constructor(
    private readonly connection: Connection,
    private readonly model: ReadModel<Doc>,
    readonly name: string,
  ) {
    this.collection = connection.collection<Guarded>(name);
  }

  /** An empty one. Those of earlier attempts are dropped: whoever calls is the only one at it. */
  static async begin<Doc extends object>(
    connection: Connection,
    model: ReadModel<Doc>,
    purpose: Purpose,
  ): Promise<Shadow<Doc>> {
    for (const earlier of await shadowsOf(connection, model, purpose)) await earlier.drop();
    const name = `${model.collection}.${purpose}-${randomBytes(4).toString('hex')}`;
    const shadow = new Shadow(connection, model, name);
    await connection.createCollection(name);
    for (const index of model.declared.indexes) await createIndex(shadow.collection, index);
    return shadow;
  }

  async exists(): Promise<boolean> {
    const found = await this.connection.listCollections();
    return found.some(({ name }) => name === this.name);
  }

  documents(version: number): Documents<Doc> {
    return new Documents(this.collection, version);
  }

  /** Whether there is such a document, folded by that version. */
  async has(id: string, version: number): Promise<boolean> {
    const found = await this.collection.findOne({ _id: id }, { projection: { guard: 1 } });
    return found?.guard.version === version;
  }

  /** In the model's place from now on, by one atomic step. */
  async swap(): Promise<void> {
    await this.collection.rename(this.model.collection, { dropTarget: true });
  }

  drop(): Promise<void> {
    return dropIfThere(this.collection);
  }
}

/** What is under construction beside the model, or was when its builder died. */
export async function shadowsOf<Doc extends object>(
  connection: Connection,
  model: ReadModel<Doc>,
  purpose?: Purpose,
): Promise<readonly Shadow<Doc>[]> {
  const prefixes = (purpose ? [purpose] : ['rebuild', 'verify']).map(
    (each) => `${model.collection}.${each}-`,
  );
  const found = await connection.listCollections();
  return found
    .filter(({ name }) => prefixes.some((prefix) => name.startsWith(prefix)))
    .map(({ name }) => new Shadow(connection, model, name));
}
