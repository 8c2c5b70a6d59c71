import { randomUUID } from 'node:crypto';

import type { Database, RootDatabase, Transaction } from 'lmdb';

import { CommitError, commit, openEnvironment } from '#runtime/lmdb/environment.js';
import { Volume, type VolumeOptions } from '#runtime/lmdb/volume.js';

import { CommandError } from './errors.js';
import { type Index, type IndexSpec, makeIndex, prefixOf } from './indexes.js';
import { encode } from './values.js';
import { deserialize } from 'bson';

type Table = Database<Buffer, Buffer>;

/** One collection: `id` prefixes its documents' keys, so a rename moves no data. */
export interface Collection {
  namespace: string;
  readonly id: number;
  readonly uuid: string;
  readonly prefix: Buffer;
  /** Replaced, never changed. */
  indexes: readonly Index[];
}

/** A collection as it is kept. */
type CatalogueEntry = Pick<Collection, 'namespace' | 'id' | 'uuid'> & {
  indexes: { id: number; spec: IndexSpec; multikey: boolean }[];
};

export type Snapshot = Transaction | undefined;

/** The files: documents by collection and _id, index entries by index and key, and the catalogue of both. */
export class Storage {
  readonly collections = new Map<string, Collection>();
  readonly documents: Table;
  readonly entries: Table;
  private readonly root: RootDatabase<Buffer, Buffer>;
  private readonly catalogue: Database<Buffer, string>;
  private readonly volume: Volume;
  private nextId = 1;

  constructor(options: VolumeOptions) {
    const binary = { encoding: 'binary', keyEncoding: 'binary' } as const;
    this.volume = new Volume(options);
    // Callbacks that wait while one commit is synced share the next one.
    this.root = openEnvironment<Buffer, Buffer>(this.volume, { maxReaders: 1024, ...binary });
    this.documents = this.root.openDB<Buffer, Buffer>('documents', binary);
    this.entries = this.root.openDB<Buffer, Buffer>('entries', binary);
    this.catalogue = this.root.openDB<Buffer, string>('catalogue', { encoding: 'binary' });
    this.load();
  }

  private load(): void {
    this.collections.clear();
    for (const { value } of this.catalogue.getRange()) {
      const { namespace, id, uuid, indexes } = deserialize(value, { bsonRegExp: true }) as CatalogueEntry; // save() wrote it
      this.collections.set(namespace, {
        namespace,
        id,
        uuid,
        prefix: prefixOf(id),
        indexes: indexes.map((index) => makeIndex(index.id, index.spec, index.multikey, true)),
      });
      this.nextId = Math.max(this.nextId, id + 1, ...indexes.map((index) => index.id + 1));
    }
  }

  newId(): number {
    return this.nextId++;
  }

  /**
   * Runs `change` in a write transaction and resolves once it is durable. Callbacks of several connections share one
   * commit. What `change` throws is thrown here, after the commit of what it wrote before: check first, then write.
   */
  async write<T>(change: () => T): Promise<T> {
    let outcome: { value: T } | { error: unknown } | undefined;
    try {
      await commit(this.volume, () =>
        this.root.transaction(() => {
          try {
            outcome = { value: change() };
          } catch (error) {
            outcome = { error };
          }
        }),
      );
    } catch (error) {
      if (!(error instanceof CommitError)) throw error;
      this.load();
      throw new CommandError('OutOfDiskSpace', `nothing was written: ${error.message}`);
    }
    if (outcome === undefined) throw new Error('the transaction did not run');
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  /** A consistent view that outlives the event turn; call done() on it. */
  snapshot(): Transaction {
    return this.root.useReadTransaction();
  }

  collection(namespace: string): Collection | undefined {
    return this.collections.get(namespace);
  }

  /** Within write() only. */
  create(namespace: string): Collection {
    const id = this.newId();
    const collection = { namespace, id, uuid: randomUUID(), prefix: prefixOf(id), indexes: [] };
    this.save(collection);
    return collection;
  }

  /** Within write() only: persists a collection's entry in the catalogue. */
  save(collection: Collection): void {
    const { namespace, id, uuid, indexes } = collection;
    this.collections.set(namespace, collection);
    void this.catalogue.put(
      namespace,
      encode({
        namespace,
        id,
        uuid,
        indexes: indexes.map(({ id, spec, multikey }) => ({ id, spec, multikey })),
      } satisfies CatalogueEntry),
    );
  }

  /** Within write() only. Readers with a snapshot keep what they see. */
  drop(collection: Collection): void {
    this.forget(collection.namespace);
    this.clear(this.documents, collection.id);
    for (const index of collection.indexes) this.clear(this.entries, index.id);
  }

  /** Within write() only. */
  rename(collection: Collection, to: string): void {
    this.forget(collection.namespace);
    collection.namespace = to;
    this.save(collection);
  }

  private forget(namespace: string): void {
    this.collections.delete(namespace);
    void this.catalogue.remove(namespace);
  }

  /** Within write() only: removes all keys under an id. */
  clear(table: Table, id: number): void {
    for (const key of Array.from(table.getKeys({ start: prefixOf(id), end: prefixOf(id + 1) })))
      void table.remove(key);
  }

  async close(): Promise<void> {
    await this.root.close();
  }
}
