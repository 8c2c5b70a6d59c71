import { crashPoint } from '#runtime/crash-points.js';
import type { AppliedUpTo } from '../apply-up-to.js';
import type { DocumentChange, Documents, SaveResult } from '../documents.js';
import type { Kept } from '../stored.js';

/** Documents kept in memory; the others are read again when their next event comes. */
const MOST_IN_MEMORY = 2_000;

const WRITE_BATCH = 500;

const NOTHING_AMISS: SaveResult = { lost: new Set(), refused: new Map() };

interface Entry<Doc extends object> {
  /** As it is in the collection. */
  stored: Kept<Doc>;
  current: Kept<Doc>;
}

export interface BulkCacheOptions<Doc extends object> {
  readonly mostInMemory?: number | undefined;
  /** Nothing is in the collection yet: there is nothing to read. */
  readonly empty: boolean;
  /** Brings those that could not be written as far as they can get: an erasure was first, or the database refuses them. */
  readonly settle: (unwritten: readonly Kept<Doc>[]) => Promise<ReadonlyMap<string, AppliedUpTo<Doc>>>;
}

/**
 * Documents of a collection that hardly anybody else writes. They stay in memory while their events keep coming, and are
 * written many at once when they have been left alone for the longest, so what `save` takes is stored by the next
 * `flush`. Memory is bounded by the number of documents kept.
 */
export class BulkCache<Doc extends object> {
  /** Least recently used first. */
  private readonly entries = new Map<string, Entry<Doc>>();
  private readonly mostInMemory: number;
  /** Something is in the collection that is not in memory. */
  private evicted: boolean;
  /** The write under way, and whose documents are in it: folding goes on meanwhile. */
  private writing: Promise<void> = Promise.resolve();
  private leaving: ReadonlySet<string> = new Set();

  constructor(
    private readonly documents: Documents<Doc>,
    private readonly options: BulkCacheOptions<Doc>,
  ) {
    this.mostInMemory = options.mostInMemory ?? MOST_IN_MEMORY;
    this.evicted = !options.empty;
  }

  /** Resolves when none of these documents is being written: how far each got is known. */
  async settled(ids: Iterable<string>): Promise<void> {
    for (const id of ids) if (this.leaving.has(id)) return this.writing;
  }

  async load(ids: readonly string[]): Promise<readonly Kept<Doc>[]> {
    const absent = ids.filter((id) => !this.entries.has(id));
    await this.settled(absent);
    const found = new Map(
      (this.evicted ? await this.documents.load(absent) : absent.map(nothing<Doc>)).map((kept) => [
        kept.id,
        kept,
      ]),
    );
    return ids.map((id) => {
      const kept = found.get(id) ?? nothing<Doc>(id);
      const entry = this.entries.get(id) ?? { stored: kept, current: kept };
      this.entries.delete(id);
      this.entries.set(id, entry);
      return entry.current;
    });
  }

  async save(changes: readonly DocumentChange<Doc>[]): Promise<SaveResult> {
    for (const { after } of changes) {
      const entry = this.entries.get(after.id);
      if (entry === undefined) throw new Error('what is saved was loaded');
      entry.current = after;
    }
    const surplus = this.entries.size - this.mostInMemory;
    if (surplus > 0) await this.evict(surplus + Math.floor(this.mostInMemory / 2));
    return NOTHING_AMISS;
  }

  /** Writes what is in memory only. */
  async flush(): Promise<void> {
    await this.writing;
    await this.write([...this.entries.values()]);
  }

  private async evict(count: number): Promise<void> {
    const oldest = [...this.entries].slice(0, count);
    await this.writing;
    this.leaving = new Set(oldest.map(([key]) => key));
    for (const key of this.leaving) this.entries.delete(key);
    this.evicted = true;
    this.writing = this.write(oldest.map(([, entry]) => entry));
    // Whoever waits for it next is told of its failure; until then nobody has to listen.
    this.writing.catch(() => undefined);
  }

  private async write(entries: readonly Entry<Doc>[]): Promise<void> {
    const changed = entries.filter(({ stored, current }) => stored !== current);
    for (let from = 0; from < changed.length; from += WRITE_BATCH) {
      const batch = changed.slice(from, from + WRITE_BATCH);
      const changes = batch.map(({ stored, current }) => ({ before: stored, after: current }));
      const { lost, refused } = await this.documents.save(changes);
      crashPoint('rebuild.after-write');
      const unwritten = batch.filter(({ current: { id } }) => lost.has(id) || refused.has(id));
      const settled = await this.options.settle(unwritten.map(({ current }) => current));
      for (const entry of batch) {
        entry.current = settled.get(entry.current.id)?.kept ?? entry.current;
        entry.stored = entry.current;
      }
    }
  }
}

function nothing<Doc extends object>(id: string): Kept<Doc> {
  return { id, document: null, applied: new Map(), refolds: 0 };
}
