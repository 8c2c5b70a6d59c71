import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { groupInto } from '#runtime/group-into.js';
import type { InProcessVisibility } from './in-process-visibility.js';
import type { Guard, Guarded } from './stored.js';
import type { Visibility, Watch, Watchable } from './visibility.js';

/** Shortest pause before a look, milliseconds. */
const PAUSE_MS = 20;
/** The pause is at least so many times as long as the look before took: looking takes a fifth of the time at most. */
const PAUSE_PER_LOOK = 4;
const LONGEST_PAUSE_MS = 1_000;
/** Most documents asked for at a time. */
const IDS_PER_LOOK = 1_000;

/** One document that is waited for. */
interface Place {
  readonly model: Watchable;
  readonly id: string;
  watchers: number;
  /** Its guard as it was seen last; undefined: not looked yet, or there is no such document. */
  seen: string | undefined;
}

/**
 * Tells readers about the writes of every process: whatever is waited for is looked at together, and only its guard,
 * instead of each reader reading its document over and over. Nothing is asked while nobody waits.
 */
export class PolledVisibility implements Visibility {
  private readonly places = new Map<string, Place>();
  private looking = false;

  constructor(
    private readonly connection: Pick<Connection, 'collection'>,
    /** What this process hears of by itself. */
    private readonly told: Pick<InProcessVisibility, 'watch' | 'written'>,
  ) {}

  watch(model: Watchable, id: string): Watch {
    const key = `${model.name}/${id}`;
    const place = this.places.get(key) ?? { model, id, watchers: 0, seen: undefined };
    this.places.set(key, place);
    place.watchers += 1;
    place.seen = undefined; // who begins to wait may have read before what was seen
    const watch = this.told.watch(model, id);
    if (!this.looking) void this.look();
    let open = true;
    return {
      next: (ms) => watch.next(ms),
      close: () => {
        watch.close();
        if (!open) return;
        open = false;
        place.watchers -= 1;
        if (place.watchers === 0) this.places.delete(key);
      },
    };
  }

  private async look(): Promise<void> {
    this.looking = true;
    let pause = PAUSE_MS;
    while (this.places.size > 0) {
      await wait(pause, undefined, { ref: false });
      const began = performance.now();
      try {
        await this.lookAtAll();
      } catch {
        // Whoever waits looks again in any case, and meets what is wrong.
      }
      const took = performance.now() - began;
      pause = Math.min(LONGEST_PAUSE_MS, Math.max(PAUSE_MS, took * PAUSE_PER_LOOK));
    }
    this.looking = false;
  }

  private async lookAtAll(): Promise<void> {
    const byCollection = new Map<string, Place[]>();
    for (const place of this.places.values()) groupInto(byCollection, place.model.collection, place);
    for (const [collection, places] of byCollection)
      for (let from = 0; from < places.length; from += IDS_PER_LOOK)
        await this.lookAt(collection, places.slice(from, from + IDS_PER_LOOK));
  }

  private async lookAt(collection: string, places: readonly Place[]): Promise<void> {
    const ids = places.map(({ id }) => id);
    const guards = this.connection
      .collection<Guarded>(collection)
      .find({ _id: { $in: ids } }, { projection: { guard: 1 } });
    const found = new Map((await guards.toArray()).map(({ _id, guard }) => [_id, textOf(guard)]));
    for (const place of places) {
      const now = found.get(place.id);
      if (now === undefined || now === place.seen) continue;
      place.seen = now;
      this.told.written(place.model.name, place.id);
    }
  }
}

const textOf = ({ applied, version, refolds }: Guard): string => `${version} ${refolds} ${applied}`;
