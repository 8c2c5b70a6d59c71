import { type BackOff, jitteredBackOffMs, pause } from '#platform/back-off.js';
import { EventStoreError } from '../errors.js';
import type { Position, SubscriptionMessage } from '../port.js';
import type { Connection } from './connection.js';
import { asEventStoreError, isForGood } from './failure.js';
import { recorded } from './recorded.js';
import { lastPosition } from './read.js';
import { type Place, placeOf, subscribeRequest } from './requests.js';

export interface Resubscribing {
  readonly backOff: BackOff;
  /** Told of every interruption: the subscription goes on after a pause. */
  readonly onDrop: (error: EventStoreError) => void;
}

/**
 * History, then live, until the signal aborts. The server drops a subscription when it stops, loses its leadership or
 * finds the consumer too slow, and the client leaves it at that: here it is taken up again, behind what was given or
 * looked at last.
 */
export async function* subscribe(
  connection: Connection,
  after: Position | undefined,
  signal: AbortSignal,
  { backOff, onDrop }: Resubscribing,
): AsyncGenerator<SubscriptionMessage, void> {
  let begun = false;
  let place: Place = after === undefined ? 'start' : placeOf(after);
  let last = after ?? -1n;
  for (let failures = 0; !signal.aborted;) {
    let dropped: unknown;
    try {
      if (!begun && after !== undefined) await checkNotBeyond(connection, after, signal);
      begun = true;
      for await (const response of connection.read(subscribeRequest(place), signal)) {
        failures = 0;
        const read = response.getEvent();
        const checkpoint = response.getCheckpoint();
        if (read !== undefined) {
          const event = recorded(read);
          if (event === undefined || event.position <= last) continue;
          yield { kind: 'event', event };
          last = event.position;
          place = placeOf(event.position);
        } else if (checkpoint !== undefined) {
          // Answers of one call keep their order: all events before it have been given. The pair is kept as it is,
          // because its commit position alone would be that of an event which has not been looked at.
          place = {
            commit: BigInt(checkpoint.getCommitPosition()),
            prepare: BigInt(checkpoint.getPreparePosition()),
          };
        } else if (response.hasCaughtUp()) yield { kind: 'caught-up' };
      }
      if (signal.aborted) return;
      dropped = new EventStoreError('unavailable', 'the server ended it');
    } catch (error) {
      if (signal.aborted) return;
      if (isForGood(error) || (error instanceof EventStoreError && error.code === 'invalid'))
        throw asEventStoreError(error, 'subscription');
      dropped = error;
    }
    failures += 1;
    onDrop(asEventStoreError(dropped, 'subscription'));
    await pause(jitteredBackOffMs(failures, backOff), signal);
  }
}

/** A checkpoint of another log, or of one that was put back to an earlier state: waiting would hide it for ever. */
async function checkNotBeyond(connection: Connection, after: Position, signal: AbortSignal): Promise<void> {
  const end = await lastPosition(connection, signal);
  if (signal.aborted || (end !== undefined && after <= end)) return;
  throw new EventStoreError(
    'invalid',
    `position ${after} is beyond the end of the log, ${end ?? 'which is empty'}`,
  );
}
