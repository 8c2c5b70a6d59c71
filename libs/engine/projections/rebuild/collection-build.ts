import type { Stored as StoredEvent } from '#event-log/codec.js';
import { crashPoint } from '#platform/crash-points.js';
import type { Documents } from '../documents.js';
import type { Folder } from '../folder.js';
import type { Newest } from '../parked-keys.js';
import { causeOf, newestOf } from '../poison.js';
import { stepwise } from '../stepwise.js';
import type { Kept } from '../stored.js';
import type { Aside, PoisonedKey } from './build.js';

/** Documents kept in memory; the others are read again when their next event comes. */
const MOST_IN_MEMORY = 2_000;

/** So many keys that cannot be folded are no accident: the projection is at fault, and the model stays as it is. */
export const MOST_POISONED = 10_000;

const WRITE_BATCH = 500;

interface Entry<Doc extends object> {
  /** As it is in the collection. */
  stored: Kept<Doc>;
  current: Kept<Doc>;
}

export interface CollectionBuildOptions {
  readonly mostInMemory?: number;
  /** Of a build that was interrupted: the collection holds what it had stored, and these keys are held up. */
  readonly resumed?: ReadonlyMap<string, PoisonedKey> | undefined;
}

/**
 * Folds events into a collection nobody else writes: documents stay in memory while their events keep coming, and are
 * written when they have been left alone for the longest. Memory is bounded by the number of documents kept.
 */
export class CollectionBuild<Doc extends object> {
  /** Keys whose events could not be folded, with what waits behind. */
  private readonly poisoned: Map<string, PoisonedKey>;
  /** Least recently used first. */
  private readonly entries = new Map<string, Entry<Doc>>();
  private readonly mostInMemory: number;
  private unknown = 0;
  private discarded = 0;
  /** Something is in the collection that is not in memory. */
  private evicted: boolean;
  /** The write under way, and whose documents are in it: folding goes on meanwhile. */
  private writing: Promise<void> = Promise.resolve();
  private leaving: ReadonlySet<string> = new Set();

  constructor(
    private readonly folder: Folder<Doc>,
    private readonly documents: Documents<Doc>,
    { mostInMemory = MOST_IN_MEMORY, resumed }: CollectionBuildOptions = {},
  ) {
    this.mostInMemory = mostInMemory;
    this.evicted = resumed !== undefined;
    this.poisoned = new Map(resumed);
  }

  /** Events by document key, each stream's in order. */
  async add(groups: ReadonlyMap<string, readonly StoredEvent[]>): Promise<void> {
    await this.fetch([...groups.keys()].filter((key) => !this.entries.has(key) && !this.poisoned.has(key)));
    // Side by side: a person's key may have to be fetched from afar.
    await Promise.all(Array.from(groups, ([key, events]) => this.fold(key, events)));
    const surplus = this.entries.size - this.mostInMemory;
    if (surplus > 0) await this.evict(surplus + Math.floor(this.mostInMemory / 2));
  }

  /** Writes what is in memory only. */
  async flush(): Promise<Aside> {
    await this.writing;
    await this.write([...this.entries]);
    const { poisoned, unknown, discarded } = this;
    return { poisoned, unknown, discarded };
  }

  private async fold(key: string, events: readonly StoredEvent[]): Promise<void> {
    const poisoned = this.poisoned.get(key);
    if (poisoned !== undefined) {
      const waiting = new Map([...poisoned.waiting, ...newestOf(events)]);
      this.poisoned.set(key, { ...poisoned, waiting });
      return;
    }
    const entry = this.entries.get(key);
    if (entry === undefined) throw new Error('fetch answers for every key');
    const folded = await this.folder.fold(entry.current, events);
    this.unknown += folded.unknown.length;
    this.discarded += folded.discarded;
    entry.current = folded.after;
    this.entries.delete(key);
    this.entries.set(key, entry);
    const cause = causeOf(folded, undefined, events);
    if (cause !== undefined) this.poison(key, { cause, waiting: newestOf(events) });
  }

  private poison(key: string, poisoned: PoisonedKey): void {
    this.poisoned.set(key, poisoned);
    if (this.poisoned.size > MOST_POISONED)
      throw new Error(
        `more than ${MOST_POISONED} keys cannot be folded, ${key} for one: the model stays as it is`,
      );
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
      crashPoint('rebuild.after-write');
      for (const [key, entry] of batch) {
        if (result.lost.has(key)) await this.foldAnew(key, entry);
        else if (result.refused.has(key)) await this.foldUpToRefused(key, entry);
        else entry.stored = entry.current;
      }
    }
  }

  /** An erasure has folded the document anew meanwhile: what we hold is of before. */
  private async foldAnew(key: string, entry: Entry<Doc>): Promise<void> {
    const [stored] = await this.documents.load([key]);
    if (stored === undefined || stored.refolds === entry.stored.refolds) throw writtenByAnother(key);
    const { after } = await this.folder.foldUpTo(stored, entry.current.applied);
    Object.assign(entry, { stored, current: after });
    await this.write([[key, entry]]);
  }

  /** Holds the key up at the very event whose document the database refuses. */
  private async foldUpToRefused(key: string, entry: Entry<Doc>): Promise<void> {
    const waiting: Newest = entry.current.applied;
    const { kept, ended } = await stepwise(this.folder, this.documents, entry.stored, waiting);
    if (ended === 'lost-race') throw writtenByAnother(key);
    Object.assign(entry, { stored: kept, current: kept });
    if (ended !== undefined) this.poison(key, { cause: ended, waiting });
  }
}

function writtenByAnother(key: string): Error {
  return new Error(`somebody else wrote ${key} into a collection under construction`);
}
