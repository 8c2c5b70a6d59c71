import type { Connection, mongo } from 'mongoose';
import type { ErasedKey } from '#event-sourcing/keys/erased-keys-file.js';
import type { DeclaredCollection } from '#runtime/mongodb/collections.js';

export const ERASED_KEYS_APPLIED: DeclaredCollection = { name: 'erased_keys_applied', indexes: [] };

/**
 * Of the list of destroyed keys, those whose documents were made anew in this database: when it comes back from a backup
 * it says so itself, because what was noted since is not there.
 */
export class ErasedKeysApplied {
  private readonly applied: mongo.Collection<{ readonly _id: string }>;

  constructor(connection: Connection) {
    this.applied = connection.collection(ERASED_KEYS_APPLIED.name);
  }

  async note(keys: readonly ErasedKey[]): Promise<void> {
    if (keys.length === 0) return;
    const operations = keys.map((key) => ({
      updateOne: {
        filter: { _id: nameOf(key) },
        update: { $set: { confirmedAt: key.confirmedAt } },
        upsert: true,
      },
    }));
    await this.applied.bulkWrite(operations, { ordered: false });
  }

  /** Those that were not. */
  async missing(keys: readonly ErasedKey[]): Promise<readonly ErasedKey[]> {
    const found = await this.applied.find({}, { projection: { _id: 1 } }).toArray();
    const known = new Set(found.map(({ _id }) => _id));
    return keys.filter((key) => !known.has(nameOf(key)));
  }
}

const nameOf = ({ subject, fingerprint }: ErasedKey) => `${subject}:${fingerprint}`;
