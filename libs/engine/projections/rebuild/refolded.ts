import type { Connection, mongo } from 'mongoose';
import type { DeclaredCollection } from '#runtime/mongodb/collections.js';

interface Refold {
  /** `<model>/<key>` */
  readonly _id: string;
  readonly model: string;
  readonly key: string;
}

export const REFOLDED: DeclaredCollection = { name: 'refolded', indexes: [] };

/**
 * Documents that were folded anew after an erasure. A rebuild under way may have folded them before the person's key was
 * destroyed: it folds them once more when it swaps, and then forgets them here.
 */
export class Refolded {
  private readonly collection: mongo.Collection<Refold>;

  constructor(
    connection: Connection,
    private readonly model: string,
  ) {
    this.collection = connection.collection<Refold>(REFOLDED.name);
  }

  /** To be called before any collection is touched: whoever swaps after that knows. */
  async note(key: string): Promise<void> {
    const { model } = this;
    const _id = `${model}/${key}`;
    await this.collection.updateOne({ _id }, { $set: { model, key } }, { upsert: true });
  }

  async keys(): Promise<readonly string[]> {
    const found = await this.collection.find({ model: this.model }).toArray();
    return found.map(({ key }) => key);
  }

  async forget(keys: readonly string[]): Promise<void> {
    const ids = keys.map((key) => `${this.model}/${key}`);
    if (ids.length > 0) await this.collection.deleteMany({ _id: { $in: ids } });
  }
}
