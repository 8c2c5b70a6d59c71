import type { Connection } from 'mongoose';
import type { EventStore } from '#event-store/port.js';
import type { ReadModelRuntime } from './read-model-runtimes.js';
import type { CursorPlace } from '#projections/cursor.js';
import {
  parkedEntries,
  type ParkedEntry,
  type ParkedPage,
  type ParkedPageOptions,
  parkedPage,
} from '#projections/parked-page.js';
import { type ParkedKey, waitingOf } from '#projections/parked-keys.js';
import type { Retried } from '#projections/parked-retry.js';
import { type Waiting, waitingEvents } from '#projections/waiting-events.js';

/** Whoever parks keys: a read model, or the process manager. */
export type ParkingPlace = Pick<ReadModelRuntime, 'name' | 'version' | 'retryParked' | 'appliedTo'> & {
  readonly parked: Pick<ReadModelRuntime['parked'], 'get'>;
};

/** One that keeps what it has parked itself, not among the parked keys of the others. */
export interface ListedPlace extends ParkingPlace {
  /** Those after the place, by moment and then by id, `{name}/{key}`; at most `limit`. */
  listed(after: CursorPlace, limit: number): Promise<readonly ParkedEntry[]>;
}

/** Where operators see to keys that are parked, wherever. */
export class ParkedDesk {
  constructor(
    private readonly connection: Connection,
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly places: readonly (ParkingPlace | ListedPlace)[],
  ) {}

  /** Those parked first at first; of one model, or of all. Undefined: the cursor is none of ours. */
  page({
    model,
    ...options
  }: ParkedPageOptions & { readonly model?: string | undefined }): Promise<ParkedPage | undefined> {
    const places = this.places.filter(({ name }) => model === undefined || name === model);
    const [lists, names] = [places.filter(isListed), places.filter((place) => !isListed(place))];
    return parkedPage(
      [
        (after, limit) =>
          parkedEntries(
            this.connection,
            names.map(({ name }) => name),
            after,
            limit,
          ),
        ...lists.map((place) => place.listed.bind(place)),
      ],
      options,
    );
  }

  /** Version of the model in this release; undefined: there is no such model. */
  versionOf(model: string): number | undefined {
    return this.place(model)?.version;
  }

  /** Null: not parked, or no such model. */
  async find(model: string, key: string): Promise<ParkedKey | null> {
    return (await this.place(model)?.parked.get(key)) ?? null;
  }

  /** What waits: the event that holds the key up, and what came after it. */
  async waiting(parked: ParkedKey, limit: number): Promise<Waiting> {
    const applied = (await this.place(parked.model)?.appliedTo(parked.key)) ?? new Map();
    return waitingEvents(this.store, applied, waitingOf(parked), limit);
  }

  /** Folds what waits; `dropMessage` as in ParkedRetry. */
  async retry(model: string, key: string, options?: { readonly dropMessage: boolean }): Promise<Retried> {
    return (await this.place(model)?.retryParked(key, options)) ?? { kind: 'not-parked' };
  }

  private place(name: string): ParkingPlace | undefined {
    return this.places.find((place) => place.name === name);
  }
}

const isListed = (place: ParkingPlace | ListedPlace): place is ListedPlace => 'listed' in place;
