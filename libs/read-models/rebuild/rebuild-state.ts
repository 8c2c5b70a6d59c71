import type { Connection, mongo } from 'mongoose';
import type { Position } from '#event-store/port.js';
import type { DeclaredCollection } from '#platform/mongodb/collections.js';
import type { Place } from './fold-log.js';

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
  async saved(position: Position | undefined, events: number): Promise<void> {
    await this.set({ ...at(position), events });
  }

  /** From now on it can only be ended, not begun again. */
  async swapping(position: Position | undefined, events: number): Promise<void> {
    await this.set({ ...at(position), events, phase: 'swapping' });
  }

  async ended(): Promise<void> {
    await this.collection.deleteOne({ _id: this.model });
  }

  private async set(fields: Partial<UnderWay>): Promise<void> {
    await this.collection.updateOne({ _id: this.model }, { $set: { ...fields, savedAt: new Date() } });
  }
}

/** Where the rebuild is in the log. */
export function placeOf({ position, events }: Pick<UnderWay, 'position' | 'events'>): Place {
  return { position: position === undefined ? undefined : (BigInt(position) as Position), events }; // as `at` wrote it
}

function at(position: Position | undefined): Pick<UnderWay, 'position'> {
  return position === undefined ? {} : { position: String(position).padStart(20, '0') };
}
