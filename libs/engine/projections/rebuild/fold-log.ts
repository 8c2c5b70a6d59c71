import { coveredBy, type CoveredEvent } from '#event-sourcing/identity/kept-position.js';
import type { EventStore, Position } from '#event-store/port.js';
import { pages } from '../recorded.js';
import type { Aside, Build } from './build.js';
import type { Throttle } from '#runtime/throttle.js';

/** How far a rebuild or a verification has come. */
export interface Advance {
  /** Events of the log that were looked at, those of an earlier, interrupted run included. */
  readonly events: number;
  readonly position: Position;
  /** The log's end, when it was last asked for. */
  readonly last: Position;
}

export interface FoldLogOptions {
  readonly signal: AbortSignal;
  readonly throttle?: Throttle | undefined;
  /** Told after every page. */
  readonly advanced?: ((advance: Advance) => void) | undefined;
  /** Called about every `checkpointEveryMs` with what is stored by then. */
  readonly checkpoint?: (reached: Reached) => Promise<void>;
  /** Milliseconds; default 5,000. */
  readonly checkpointEveryMs?: number | undefined;
  /** Events folded at once; default 1,000. */
  readonly pageEvents?: number | undefined;
}

/** Where the log was left. */
export interface RebuildPlace {
  /** Undefined: before its first event. */
  readonly position: Position | undefined;
  readonly events: number;
  /** The event at that position. Undefined: before the first one, or the former release was there. */
  readonly last?: CoveredEvent | undefined;
}

export interface Reached extends RebuildPlace {
  readonly aside: Aside;
}

/** The log is read once more until a pass finds fewer events than this: a writer is never caught up with for good. */
const SMALL_PASS = 1_000;

const CHECKPOINT_EVERY_MS = 5_000;

/**
 * Reads the log on from a place to its end, and again until there is little left, into a build.
 * @throws the signal's reason, and whatever store and build throw
 */
export async function foldLog(
  store: Pick<EventStore, 'readAll' | 'lastPosition'>,
  build: Build,
  from: RebuildPlace,
  options: FoldLogOptions,
): Promise<Reached> {
  const { signal, throttle, advanced, checkpoint, pageEvents } = options;
  const { checkpointEveryMs = CHECKPOINT_EVERY_MS } = options;
  let { position, events, last: covered } = from;
  let saved = performance.now();
  for (let pass = SMALL_PASS; pass >= SMALL_PASS;) {
    pass = 0;
    const last = await store.lastPosition();
    for await (const page of pages(store, position, pageEvents)) {
      signal.throwIfAborted();
      await throttle?.take(page.length, signal);
      await build.add(page);
      pass += page.length;
      events += page.length;
      const newest = page.at(-1);
      if (newest !== undefined) [position, covered] = [newest.position, coveredBy(newest)];
      if (position !== undefined) advanced?.({ events, position, last: larger(last, position) });
      if (checkpoint === undefined || performance.now() - saved < checkpointEveryMs) continue;
      await checkpoint({ position, events, last: covered, aside: await build.flush() });
      saved = performance.now();
    }
  }
  signal.throwIfAborted();
  return { position, events, last: covered, aside: await build.flush() };
}

function larger(last: Position | undefined, position: Position): Position {
  return last !== undefined && last > position ? last : position;
}
