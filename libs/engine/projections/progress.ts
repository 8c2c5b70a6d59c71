import type { Instant } from '#decider/brand.js';
import type { Connection, mongo } from 'mongoose';
import type { Position } from '#event-store/port.js';
import type { DeclaredCollection } from '#runtime/mongodb/collections.js';

/** What is known of a model as a whole; one small document per model in `read_models`. */
export interface ModelState {
  /** The projection's name. */
  readonly _id: string;
  /** Projection version the collection was built by; absent: the first build is under way. */
  readonly version?: number;
  /** Newest event the model has seen, 20 digits so that it sorts as text; absent: none. */
  readonly position?: string;
  /** When that event occurred. */
  readonly at?: Instant;
}

export const READ_MODELS: DeclaredCollection = { name: 'read_models', indexes: [] };

export interface Seen {
  readonly position: Position;
  readonly at: Instant;
}

/** How far a model has come: for freshness, and to tell whether it has to be rebuilt. Guards nothing. */
export class Progress {
  private readonly collection: mongo.Collection<ModelState>;

  constructor(
    connection: Connection,
    private readonly model: string,
  ) {
    this.collection = connection.collection<ModelState>(READ_MODELS.name);
  }

  /** Null: never built. */
  state(): Promise<ModelState | null> {
    return this.collection.findOne({ _id: this.model });
  }

  /** Never goes back, whoever reports first. */
  async advance(seen: Seen): Promise<void> {
    await this.collection.updateOne({ _id: this.model }, { $max: fieldsOf(seen) });
  }

  /** The collection was built by this version and has what came meanwhile. */
  async built(version: number, seen: Seen | undefined): Promise<void> {
    const newest = seen !== undefined && { $max: fieldsOf(seen) };
    const update = { $set: { version }, ...newest };
    await this.collection.updateOne({ _id: this.model }, update, { upsert: true });
  }
}

function fieldsOf({ position, at }: Seen) {
  return { position: String(position).padStart(20, '0'), at };
}
