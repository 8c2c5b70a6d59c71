import type { Codec, Stored as StoredEvent } from '#event-log/codec.js';
import type { EventStore } from '#event-store/port.js';
import type { Documents, Kept } from '../runtime/documents.js';
import { Folder } from '../runtime/folder.js';
import type { Cause, Newest } from '../runtime/parked-keys.js';
import { causeOf, newestOf } from '../runtime/poison.js';
import type { Projection } from '../runtime/projection.js';

/** Documents kept in memory; the others are read again when their next event comes. */
const MOST_IN_MEMORY = 2_000;

const WRITE_BATCH = 500;

interface Entry<Doc extends object> {
  /** As it is in the collection. */
  stored: Kept<Doc>;
  current: Kept<Doc>;
}

/**
 * Folds events into a collection nobody else writes: documents stay in memory while their events keep coming, and are
 * written when they have been left alone for the longest. Memory is bounded by the number of documents kept.
 */
export class CollectionBuild<Doc extends object> {
  /** Keys whose events could not be folded, with what waits behind. */
  readonly poisoned = new Map<string, { readonly cause: Cause; waiting: Newest }>();
  /** Least recently used first. */
  private readonly entries = new Map<string, Entry<Doc>>();
  private readonly folder: Folder<Doc>;
  private evicted = false;
  /** The write under way, and whose documents are in it: folding goes on meanwhile. */
  private writing: Promise<void> = Promise.resolve();
  private leaving: ReadonlySet<string> = new Set();

  constructor(
    projection: Projection<Doc>,
    store: Pick<EventStore, 'readStream'>,
    codec: Pick<Codec, 'decode'>,
    private readonly documents: Documents<Doc>,
    private readonly mostInMemory = MOST_IN_MEMORY,
  ) {
    this.folder = new Folder(projection, store, codec);
  }

  /** Events by document key, each stream's in order. */
  async add(groups: ReadonlyMap<string, readonly StoredEvent[]>): Promise<void> {
    await this.fetch([...groups.keys()].filter((key) => !this.entries.has(key)));
    for (const [key, events] of groups) {
      const parked = this.poisoned.get(key);
      if (parked !== undefined) {
        parked.waiting = new Map([...parked.waiting, ...newestOf(events)]);
        continue;
      }
      const entry = this.entries.get(key);
      if (entry === undefined) throw new Error('fetch answers for every key');
      const folded = await this.folder.fold(entry.current, events);
      entry.current = folded.after;
      this.entries.delete(key);
      this.entries.set(key, entry);
      const cause = causeOf(folded, undefined, events);
      if (cause !== undefined) this.poisoned.set(key, { cause, waiting: newestOf(events) });
    }
    const surplus = this.entries.size - this.mostInMemory;
    if (surplus > 0) await this.evict(surplus + Math.floor(this.mostInMemory / 2));
  }

  /** Writes what is still in memory only. */
  async finish(): Promise<void> {
    await this.writing;
    await this.write([...this.entries]);
  }

  private async fetch(keys: readonly string[]): Promise<void> {
    const empty = (id: string): Kept<Doc> => ({ id, document: null, applied: new Map(), refolds: 0 });
    if (keys.some((key) => this.leaving.has(key))) await this.writing;
    // Until something has been written there is nothing to find.
    const found = this.evicted ? await this.documents.load(keys) : keys.map(empty);
    for (const kept of found) this.entries.set(kept.id, { stored: kept, current: kept });
  }

  private async evict(count: number): Promise<void> {
    const oldest = [...this.entries].slice(0, count);
    await this.writing;
    this.leaving = new Set(oldest.map(([key]) => key));
    for (const key of this.leaving) this.entries.delete(key);
    this.evicted = true;
    this.writing = this.write(oldest);
    // Whoever waits for it next is told of its failure; until then nobody has to listen.
    this.writing.catch(() => undefined);
  }

  private async write(entries: readonly (readonly [string, Entry<Doc>])[]): Promise<void> {
    const changed = entries.filter(([, { stored, current }]) => stored !== current);
    for (let from = 0; from < changed.length; from += WRITE_BATCH) {
      const batch = changed.slice(from, from + WRITE_BATCH);
      const result = await this.documents.save(
        batch.map(([, e]) => ({ before: e.stored, after: e.current })),
      );
      const [lost] = result.lost;
      if (lost !== undefined)
        throw new Error(`somebody else wrote ${lost} into a collection under construction`);
      for (const [key, entry] of batch) {
        const refused = result.refused.get(key);
        if (refused === undefined) entry.stored = entry.current;
        else throw new Error(`the database refuses ${key}: ${refused}`);
      }
    }
  }
}
