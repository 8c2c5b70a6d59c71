import type { StoredEvent } from '#event-sourcing/codec.js';
import { type Applying, applyUpTo, type AppliedUpTo } from '../apply-up-to.js';
import type { Documents } from '../documents.js';
import type { Folder } from '../folder.js';
import { UNOBSERVED } from '../observer.js';
import type { Newest } from '../parked-keys.js';
import { newerOf, newestOf } from '../poison.js';
import type { Aside, PoisonedKey } from './build.js';
import { BulkCache } from './bulk-cache.js';

/** So many keys that cannot be folded are no accident: the projection is at fault, and the model stays as it is. */
const MOST_POISONED = 10_000;

export interface BulkBuildOptions {
  /** Documents. */
  readonly mostInMemory?: number;
  /** Of a build that was interrupted: the collection holds what it had stored, and these keys are held up. */
  readonly resumed?: ReadonlyMap<string, PoisonedKey> | undefined;
}

/** Applies events to a collection under construction through a bulk cache; keys that cannot go on are held up. */
export class BulkBuild<Doc extends object> {
  /** Keys whose events could not be folded, with what waits behind. */
  private readonly poisoned: Map<string, PoisonedKey>;
  private readonly cache: BulkCache<Doc>;
  private readonly applying: Applying<Doc>;
  private unknown = 0;
  private discarded = 0;

  constructor(folder: Folder<Doc>, documents: Documents<Doc>, options: BulkBuildOptions = {}) {
    const { mostInMemory, resumed } = options;
    this.poisoned = new Map(resumed);
    this.cache = new BulkCache(documents, {
      mostInMemory,
      empty: resumed === undefined,
      settle: async (unwritten) => {
        const targets = new Map(unwritten.map(({ id, applied }) => [id, { upTo: applied }]));
        const reached = await applyUpTo({ folder, documents, observer: UNOBSERVED }, targets);
        this.holdUp(reached, (key) => targets.get(key)?.upTo);
        return reached;
      },
    });
    const folded: Applying<Doc>['observer']['folded'] = ({ unknown, discarded }) => {
      this.unknown += unknown.length;
      this.discarded += discarded;
    };
    this.applying = { folder, documents: this.cache, observer: { ...UNOBSERVED, folded } };
  }

  /** Events by document key, each stream's in order. */
  async add(groups: ReadonlyMap<string, readonly StoredEvent[]>): Promise<void> {
    // One that the database is just refusing takes no more events.
    await this.cache.settled(groups.keys());
    const targets = new Map<string, { readonly events: readonly StoredEvent[] }>();
    for (const [key, events] of groups) {
      const held = this.poisoned.get(key);
      if (held === undefined) targets.set(key, { events });
      else this.poisoned.set(key, { ...held, waiting: newerOf(held.waiting, newestOf(events)) });
    }
    this.holdUp(await applyUpTo(this.applying, targets), (key) => newestOf(groups.get(key) ?? []));
  }

  /** Everything added is stored when it resolves. */
  async flush(): Promise<Aside> {
    await this.cache.flush();
    const { poisoned, unknown, discarded } = this;
    return { poisoned, unknown, discarded };
  }

  private holdUp(
    reached: ReadonlyMap<string, AppliedUpTo<Doc>>,
    waits: (key: string) => Newest | undefined,
  ): void {
    for (const [key, { cause }] of reached) {
      if (cause === undefined) continue;
      const waiting = waits(key) ?? new Map();
      const held = this.poisoned.get(key) ?? { cause, waiting };
      this.poisoned.set(key, { ...held, waiting: newerOf(held.waiting, waiting) });
      if (this.poisoned.size > MOST_POISONED)
        throw new Error(
          `more than ${MOST_POISONED} keys cannot be folded, ${key} for one: the model stays as it is`,
        );
    }
  }
}
