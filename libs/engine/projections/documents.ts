import type { mongo } from 'mongoose';
import { formatApplied, parseApplied } from './applied.js';
import { refusedPlaces, tooLargePlaces } from './refusals.js';
import type { Guard, Guarded, Stored, Kept } from './stored.js';
import type { WarmDocuments } from './warm-documents.js';

export interface DocumentChange<Doc extends object> {
  readonly before: Kept<Doc>;
  readonly after: Kept<Doc>;
}

export interface SaveResult {
  /** Somebody else was first: nothing was written; load and fold again. */
  readonly lost: ReadonlySet<string>;
  /** The database will not have the document; why, by id. */
  readonly refused: ReadonlyMap<string, string>;
}

/** The documents of one model in one collection, read and written with their guard. */
export class Documents<Doc extends object> {
  constructor(
    private readonly collection: mongo.Collection<Guarded>,
    private readonly version: number,
    private readonly warm?: WarmDocuments<Doc>,
  ) {}

  /** One for each id, in order; those not stored yet are empty. @throws Error if another version wrote one. */
  async load(ids: readonly string[]): Promise<readonly Kept<Doc>[]> {
    const warm = new Map(ids.map((id) => [id, this.warm?.get(id)]));
    const cold = ids.filter((id) => warm.get(id) === undefined);
    const stored = cold.length === 0 ? undefined : await this.read(cold);
    return ids.map((id) => warm.get(id) ?? this.kept(id, stored?.get(id)));
  }

  private async read(ids: readonly string[]): Promise<ReadonlyMap<string, Stored<Doc>>> {
    const found = await this.collection.find({ _id: { $in: [...ids] } }).toArray();
    return new Map(found.map((guarded) => [guarded._id, guarded as Stored<Doc>])); // the collection is this model's
  }

  /**
   * Writes each document only if it is still the one that was loaded. Two documents with the same guard hold the same
   * events and are therefore equal, so it does not matter who wrote them.
   */
  async save(changes: readonly DocumentChange<Doc>[]): Promise<SaveResult> {
    if (changes.length === 0) return { lost: new Set(), refused: new Map() };
    for (const { after } of changes) this.warm?.delete(after.id);
    const result = await this.write(changes);
    for (const { after } of changes) {
      if (!result.lost.has(after.id) && !result.refused.has(after.id)) this.warm?.set(after.id, after);
    }
    return result;
  }

  private async write(changes: readonly DocumentChange<Doc>[]): Promise<SaveResult> {
    const byId = (places: ReadonlyMap<number, string>) =>
      new Map(Array.from(places, ([place, why]) => [changes[place]?.after.id ?? '', why]));
    const operations = changes.map((change) => this.operation(change));
    let refused: ReadonlyMap<string, string> = new Map();
    try {
      const result = await this.collection.bulkWrite(operations, { ordered: false, ignoreUndefined: true });
      if (result.insertedCount + result.matchedCount === changes.length) return { lost: new Set(), refused };
    } catch (error) {
      const tooLarge = tooLargePlaces(
        error,
        changes.map(({ after }) => storedAs(after, this.version)),
      );
      if (tooLarge.size > 0) {
        const others = await this.save(changes.filter((_, place) => !tooLarge.has(place)));
        return { lost: others.lost, refused: new Map([...byId(tooLarge), ...others.refused]) };
      }
      refused = byId(refusedPlaces(error));
    }
    return { lost: await this.lost(changes.filter(({ after }) => !refused.has(after.id))), refused };
  }

  private async lost(changes: readonly DocumentChange<Doc>[]): Promise<ReadonlySet<string>> {
    const ids = changes.map(({ after }) => after.id);
    const found = await this.collection.find({ _id: { $in: ids } }, { projection: { guard: 1 } }).toArray();
    const guards = new Map(found.map(({ _id, guard }) => [_id, `${guard.refolds} ${guard.applied}`]));
    const isLost = ({ after }: DocumentChange<Doc>) =>
      guards.get(after.id) !== `${after.refolds} ${formatApplied(after.applied)}`;
    return new Set(changes.filter(isLost).map(({ after }) => after.id));
  }

  private operation({ before, after }: DocumentChange<Doc>): mongo.AnyBulkWriteOperation<Guarded> {
    const replacement = storedAs(after, this.version);
    if (before.applied.size === 0) return { insertOne: { document: replacement } };
    const filter = {
      _id: after.id,
      'guard.applied': formatApplied(before.applied),
      'guard.refolds': before.refolds,
    };
    return { replaceOne: { filter, replacement } };
  }

  private kept(id: string, stored: Stored<Doc> | undefined): Kept<Doc> {
    if (stored === undefined) return { id, document: null, applied: new Map(), refolds: 0 };
    const { _id, guard, ...document } = stored;
    const { applied, version, refolds, gone } = guard;
    if (version !== this.version) {
      throw new Error(
        `${this.collection.collectionName} ${id} is of version ${version}, not ${this.version}`,
      );
    }
    return {
      id,
      document: gone === true ? null : (document as unknown as Doc), // what is left after the guard
      applied: parseApplied(applied),
      refolds,
    };
  }
}

/** What is written for a document in hand. */
export function storedAs({ id, document, applied, refolds }: Kept<object>, version: number): Guarded {
  const guard: Guard = {
    applied: formatApplied(applied),
    version,
    refolds,
    ...(document === null && { gone: true }),
  };
  return { _id: id, guard, ...document };
}
