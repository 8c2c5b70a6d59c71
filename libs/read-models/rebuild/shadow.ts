import type { Connection, mongo } from 'mongoose';
import { Documents } from '../runtime/documents.js';
import type { ReadModel } from '../runtime/read-model.js';
import type { Guarded } from '../runtime/stored.js';

/** What a collection beside the model's own is built for. */
export const PURPOSES = ['rebuild', 'verify'] as const;
type Purpose = (typeof PURPOSES)[number];

const NAMESPACE_NOT_FOUND = 26;

/** A collection under construction beside the model's own, with the same indexes. Readers know nothing of it. */
export class Shadow<Doc extends object> {
  readonly collection: mongo.Collection<Guarded>;

  constructor(
    private readonly connection: Connection,
    private readonly model: ReadModel<Doc>,
    purpose: Purpose,
  ) {
    this.collection = connection.collection<Guarded>(`${model.collection}.${purpose}`);
  }

  async exists(): Promise<boolean> {
    const name = this.collection.collectionName;
    const found = await this.connection.listCollections();
    return found.some((each) => each.name === name);
  }

  /** Empty, whatever was there before. */
  async begin(): Promise<void> {
    await this.drop();
    await this.connection.createCollection(this.collection.collectionName);
    for (const [fields, options] of this.model.on(this.connection).schema.indexes()) {
      await this.collection.createIndex(
        fields as mongo.IndexSpecification, // schema.ts'
        options as mongo.CreateIndexesOptions,
      );
    }
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

  async drop(): Promise<void> {
    await this.collection.drop().catch((error: unknown) => {
      const { code } = error as { readonly code?: unknown }; // whatever it is, it has a code or it has not
      if (code !== NAMESPACE_NOT_FOUND) throw error;
    });
  }
}
