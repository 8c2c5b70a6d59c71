import type { Connection, mongo } from 'mongoose';
import { coveredIn, storedCovered, type StoredCoveredEvent } from '#event-sourcing/identity/kept-position.js';
import type { Position } from '#event-store/port.js';
import type { DeclaredCollection } from '#runtime/mongodb/collections.js';
import type { RebuildPlace } from './fold-log.js';

/** A rebuild that has begun and not ended; one small document per model in `rebuilds`. */
export interface UnderWay {
  /** The model's name. */
  readonly _id: string;
  /** Name of the shadow collection. */
  readonly shadow: string;
  /** Projection version the shadow collection is built by. */
  readonly version: number;
  /**
   * `building`: events up to the position are in the shadow collection; `swapping`: all that is needed is, and the
   * collections change places.
   */
  readonly phase: 'building' | 'swapping';
  /** 20 digits so that it reads as text; absent: before the first event. */
  readonly position?: string;
  /** The event at the position; absent: the former release saved it. */
  readonly last?: StoredCoveredEvent;
  /** Events of the log that were looked at so far. */
  readonly events: number;
  readonly startedAt: Date;
  readonly savedAt: Date;
}

export const REBUILDS: DeclaredCollection = { name: 'rebuilds', indexes: [] };

/** How far a rebuild has come, so that it can be taken up again after a kill. */
export class RebuildState {
  private readonly collection: mongo.Collection<UnderWay>;

  constructor(
    connection: Connection,
    private readonly model: string,
  ) {
    this.collection = connection.collection<UnderWay>(REBUILDS.name);
  }

  get(): Promise<UnderWay | null> {
    return this.collection.findOne({ _id: this.model });
  }

  async begun(version: number, shadow: string): Promise<void> {
    const now = new Date();
    const state = { version, shadow, phase: 'building', events: 0, startedAt: now, savedAt: now } as const;
    await this.collection.replaceOne({ _id: this.model }, state, { upsert: true });
  }

  /** Events up to here are stored in the shadow collection. */
  async saved(place: RebuildPlace): Promise<void> {
    await this.set(stored(place));
  }

  /** From now on it can only be ended, not begun again. */
  async swapping(place: RebuildPlace): Promise<void> {
    await this.set({ ...stored(place), phase: 'swapping' });
  }

  async ended(): Promise<void> {
    await this.collection.deleteOne({ _id: this.model });
  }

  private async set(fields: Partial<UnderWay>): Promise<void> {
    await this.collection.updateOne({ _id: this.model }, { $set: { ...fields, savedAt: new Date() } });
  }
}

/** Where the rebuild is in the log. */
export function rebuildPlaceOf({
  position,
  events,
  last,
}: Pick<UnderWay, 'position' | 'events' | 'last'>): RebuildPlace {
  return {
    position: position === undefined ? undefined : (BigInt(position) as Position), // as `stored` wrote it
    events,
    last: last && coveredIn(last),
  };
}

function stored({ position, events, last }: RebuildPlace): Pick<UnderWay, 'position' | 'events' | 'last'> {
  return {
    ...(position !== undefined && { position: String(position).padStart(20, '0') }),
    ...(last !== undefined && { last: storedCovered(last) }),
    events,
  };
}
