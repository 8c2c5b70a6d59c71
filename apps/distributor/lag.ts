import type { EventStore, Position } from '#event-store/port.js';
import type { Clock } from '#platform/clock/clock.js';

export interface Lag {
  /** Events not published yet; counted up to `COUNTED`. */
  readonly events: number;
  /** Age of the oldest of them; 0 when there is none. */
  readonly seconds: number;
}

/** Positions are not dense, so what is behind is counted by reading: no further than this. */
export const COUNTED = 1_000;

/** How far a reader of the whole log that has done everything up to `position` is behind. */
export async function lagBehind(
  store: EventStore,
  position: Position | undefined,
  clock: Clock,
): Promise<Lag> {
  const last = await store.lastPosition();
  if (last === undefined || (position !== undefined && position >= last)) return { events: 0, seconds: 0 };
  let events = 0;
  let seconds = 0;
  const options = position === undefined ? { limit: COUNTED } : { after: position, limit: COUNTED };
  for await (const { created } of store.readAll(options)) {
    if (events === 0) seconds = Math.max(0, (clock.now().getTime() - created.getTime()) / 1_000);
    events += 1;
  }
  return { events, seconds };
}
