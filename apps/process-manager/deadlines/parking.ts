import type { Connection, mongo } from 'mongoose';
import { UNKNOWN_KEY_MESSAGE } from '#event-sourcing/decode-error.js';
import type { Clock } from '#runtime/clock/clock.js';
import type { ListedPlace } from '#read-models/parked-desk.js';
import type { DeadLetters } from '#projections/dead-letters.js';
import type { ParkedKey } from '#projections/parked-keys.js';
import type { ParkedEntry } from '#projections/parked-page.js';
import type { CursorPlace } from '#projections/cursor.js';
import type { Applied } from '#projections/stored.js';
import type { Retried } from '#projections/parked-retry.js';
import { DEADLINES, type DeadlineDocument } from './deadline-document.js';
import { fire } from './fire.js';
import type { Dispatch } from '../dispatch.js';
import { messageOfPoison, poisonOf } from '../reaction-poison.js';

/** As the operators' desk and the log of discards know them. A parked key is the deadline's own, `lapse:6f0c…`. */
export const PARKED_DEADLINES = 'deadlines';

type Parked = DeadlineDocument & { readonly parkedAt: Date };

/** How many deadlines are parked, and how many of them for a key that nobody has. */
export function parkedDeadlines(connection: Connection): { deadLetters(): Promise<DeadLetters> } {
  const deadlines = connection.collection<DeadlineDocument>(DEADLINES.name);
  const parked = { parkedAt: { $gt: new Date(0) } };
  return {
    async deadLetters() {
      const all = await deadlines.countDocuments(parked);
      // Nearly always none: then there is nothing to look through.
      const unknown = { ...parked, why: { $regex: UNKNOWN_KEY_MESSAGE } };
      return { parked: all, unknownKey: all === 0 ? 0 : await deadlines.countDocuments(unknown) };
    },
  };
}

/**
 * Sees to deadlines that are parked. They are among the others, marked: set or cleared anew, one is released by that
 * very write, whoever does it.
 */
export class DeadlineParking implements ListedPlace {
  readonly name = PARKED_DEADLINES;
  readonly version = 1;
  readonly parked = { get: (key: string): Promise<ParkedKey | null> => this.get(key) };
  private readonly collection: mongo.Collection<DeadlineDocument>;

  constructor(
    connection: Connection,
    private readonly dispatch: Pick<Dispatch, 'toDeadline'>,
    private readonly clock: Clock,
  ) {
    this.collection = connection.collection<DeadlineDocument>(DEADLINES.name);
  }

  async listed({ at, id }: CursorPlace, limit: number): Promise<readonly ParkedEntry[]> {
    const [moment, prefix] = [new Date(at), `${PARKED_DEADLINES}/`];
    // All of them, or none, come after an entry of another place that was parked in the same moment.
    const after = id.startsWith(prefix) ? id.slice(prefix.length) : '';
    const same = id.startsWith(prefix) || id < prefix ? [{ parkedAt: moment, _id: { $gt: after } }] : [];
    const found = await this.collection
      .find({ parkedAt: { $gte: moment }, $or: [{ parkedAt: { $gt: moment } }, ...same] })
      .sort({ parkedAt: 1, _id: 1 })
      .limit(limit)
      .toArray();
    return found.filter(isParked).map(entryOf);
  }

  /** No event waits behind a deadline. */
  appliedTo(): Promise<Applied> {
    return Promise.resolve(new Map());
  }

  /** Fires it once more; `dropMessage`: an operator goes on without it. */
  async retryParked(key: string, { dropMessage = false } = {}): Promise<Retried> {
    const parked = await this.find(key);
    if (parked === null) return { kind: 'not-parked' };
    // Only as it was seen: one that was set anew meanwhile stays.
    const seen = { _id: parked._id, due: parked.due, parkedAt: parked.parkedAt };
    if (!dropMessage) {
      const why = await this.attempt(parked);
      if (why !== undefined) {
        await this.collection.updateOne(seen, { $set: { why }, $inc: { attempts: 1 } });
        return { kind: 'failed-again', cause: entryOf({ ...parked, why }).cause };
      }
    }
    await this.collection.deleteOne(seen);
    return { kind: 'released' };
  }

  /** Undefined: it was carried out. @throws what passes by itself */
  private async attempt(parked: Parked): Promise<string | undefined> {
    try {
      await fire(parked, this.dispatch, this.clock);
      return undefined;
    } catch (error) {
      if (poisonOf(error) === undefined) throw error;
      return messageOfPoison(error);
    }
  }

  private async get(key: string): Promise<ParkedKey | null> {
    const parked = await this.find(key);
    return parked === null ? null : { ...entryOf(parked), touched: 0 };
  }

  private async find(key: string): Promise<Parked | null> {
    const found = await this.collection.findOne({ _id: key });
    return found !== null && isParked(found) ? found : null;
  }
}

function isParked(document: DeadlineDocument): document is Parked {
  return document.parkedAt !== undefined;
}

function entryOf({ _id, kind, of, due, parkedAt, why = '', attempts = 0 }: Parked): ParkedEntry {
  const cause = { reason: 'reaction-failed', message: why, deadline: { kind, of, due } } as const;
  return { _id: `${PARKED_DEADLINES}/${_id}`, model: PARKED_DEADLINES, key: _id, cause, parkedAt, attempts };
}
