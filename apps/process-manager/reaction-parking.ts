import type { Connection } from 'mongoose';
import type { Codec, StoredEvent } from '#event-sourcing/codec.js';
import { DecodeError } from '#event-sourcing/decode-error.js';
import type { EventStore, RecordedEvent, Revision, StreamName } from '#event-store/port.js';
import type { ParkingPlace } from '#read-models/parked-desk.js';
import { type Discards, discardsOf } from '#projections/discards.js';
import { oldestOf, type Cause, type ParkedKey, ParkedKeys, waitingOf } from '#projections/parked-keys.js';
import type { Retried } from '#projections/parked-retry.js';
import type { Applied } from '#projections/stored.js';
import { bugIn, poisonIn } from './reaction-poison.js';
import type { Dispatch } from './dispatch.js';

/** As the operators' desk and the log of discards know the process manager. */
const NAME = 'process-manager';
/** Raised when events that were discarded should be tried again. */
const VERSION = 1;

/** Cases whose next event could not be reacted to, in the database of the read models. */
export function parkedReactions(connection: Connection): ParkedKeys {
  return new ParkedKeys(connection, NAME);
}

/** Sees to cases that are parked: what waits is read from the event store and reacted to, in the order of the log. */
export class ReactionParking implements ParkingPlace {
  readonly name = NAME;
  readonly version = VERSION;
  readonly parked: ParkedKeys;

  constructor(
    connection: Connection,
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly codec: Pick<Codec, 'decode'>,
    private readonly dispatch: Pick<Dispatch, 'toEvent'>,
  ) {
    this.parked = parkedReactions(connection);
  }

  /** What was reacted to before the key was parked. */
  async appliedTo(key: string): Promise<Applied> {
    const parked = await this.parked.get(key);
    const oldest = parked === null ? [] : [...oldestOf(parked)];
    return new Map(oldest.map(([stream, revision]) => [stream, (revision - 1n) as Revision])); // one before it
  }

  /** Releases the case if all that waits could be reacted to; what came meanwhile is reacted to as well. */
  async retryParked(key: string): Promise<Retried> {
    const discards = await discardsOf(this, this.store, this.codec);
    let released = false;
    for (;;) {
      const parked = await this.parked.get(key);
      if (parked === null) return { kind: released ? 'released' : 'not-parked' };
      const cause = await this.attempt(parked, discards);
      if (cause !== undefined) {
        await this.parked.failedAgain(key, cause);
        return { kind: 'failed-again', cause };
      }
      released = await this.parked.release(parked);
    }
  }

  /** Undefined: all that waits was reacted to. */
  private async attempt(parked: ParkedKey, discards: Discards): Promise<Cause | undefined> {
    for (const event of await this.waiting(parked)) {
      if (discards.has(event)) continue;
      const cause = await this.reactTo(event);
      if (cause !== undefined) return cause;
    }
    return undefined;
  }

  private async reactTo(event: StoredEvent): Promise<Cause | undefined> {
    try {
      await this.dispatch.toEvent(await this.codec.decode(event));
      return undefined;
    } catch (error) {
      // Stepped over, as by the process manager itself; not so if it is of a stream that a command has to read.
      const itself = error instanceof DecodeError && error.place.id === event.id;
      if (itself && error.code === 'unknown-type') return undefined;
      const poison = poisonIn(error, event);
      if (poison === undefined) throw error;
      return poison === 'unknown' ? bugIn(error, event) : poison;
    }
  }

  private async waiting(parked: ParkedKey): Promise<readonly RecordedEvent[]> {
    const oldest = oldestOf(parked);
    const events: RecordedEvent[] = [];
    for (const [stream, last] of waitingOf(parked)) {
      events.push(...(await this.read(stream, oldest.get(stream) ?? last, last)));
    }
    return events.sort((a, b) => (a.position < b.position ? -1 : 1));
  }

  private async read(stream: StreamName, from: bigint, last: bigint): Promise<readonly RecordedEvent[]> {
    const limit = Number(last - from) + 1;
    const found = await this.store.readStream(stream, { from: from as Revision, limit }); // as it was recorded
    return found.kind === 'found' ? found.events : [];
  }
}
