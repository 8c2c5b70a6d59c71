import type { EventStore, Position } from '#event-store/port.js';
import type { Clock } from '#runtime/clock/clock.js';

/** Positions are not dense, so what is behind is counted by reading: no further than this. */
export const COUNTED = 1_000;

/** Whoever asks for a figure does not wait longer, milliseconds: the store may have to look far for the next of ours. */
const FIGURE_MS = 10_000;

/** How many events of the log come after `position`; counted up to `COUNTED`. */
export async function eventsBehind(store: EventStore, position: Position | undefined): Promise<number> {
  const found: Position[] = [];
  for await (const event of after(store, position, COUNTED, AbortSignal.timeout(FIGURE_MS)))
    found.push(event.position);
  return found.length;
}

/**
 * Age of the first event after `position`, in seconds; 0 when there is none. One event is read, however far behind: this
 * has to be known when the count cannot be had in time.
 */
export async function secondsBehind(
  store: EventStore,
  position: Position | undefined,
  clock: Clock,
): Promise<number> {
  for await (const { created } of after(store, position, 1, AbortSignal.timeout(FIGURE_MS)))
    return Math.max(0, (clock.now().getTime() - created.getTime()) / 1_000);
  return 0;
}

/** Whether any event of the log comes after `position`; the end of the log may be another application's. */
export async function isBehind(store: EventStore, position: Position | undefined): Promise<boolean> {
  for await (const _ of after(store, position, 1)) return true;
  return false;
}

async function* after(
  store: EventStore,
  position: Position | undefined,
  limit: number,
  signal?: AbortSignal,
) {
  const last = await store.lastPosition();
  if (last === undefined || (position !== undefined && position >= last)) return;
  yield* store.readAll({
    limit,
    ...(position !== undefined && { after: position }),
    ...(signal !== undefined && { signal }),
  });
}
