import type { RecordedEvent } from '#event-store/port.js';
import type { Anchor } from '../verification/anchor.js';
import type { LogWalk } from '../verification/log-walk.js';
import { WINDOW_EVENTS } from './batches.js';

const MODULUS = 1n << 128n;

/** What a log was after some numbers of events: its anchor, and which events those were, in whatever order. */
export class Milestones {
  private readonly reached = new Map<number, { readonly anchor: Anchor; readonly sum: bigint }>();
  private sum = 0n;

  constructor(
    private readonly walk: LogWalk,
    private readonly at: ReadonlySet<number>,
  ) {}

  /** To be called once the walk has seen the event. An id follows from every byte of its event. */
  see({ id }: Pick<RecordedEvent, 'id'>): void {
    this.sum = (this.sum + BigInt(`0x${id.replaceAll('-', '')}`)) % MODULUS;
    const { events } = this.walk;
    if (this.at.has(events)) this.reached.set(events, { anchor: this.walk.anchor(''), sum: this.sum });
  }

  /** The other log's anchor after so many events, if they are the same ones as here. */
  sameIn(other: Milestones, events: number): Anchor | undefined {
    const [here, there] = [this.reached.get(events), other.reached.get(events)];
    return here !== undefined && here.sum === there?.sum ? there.anchor : undefined;
  }
}

/** Where the copy holds exactly what the source held, at or behind an anchor: the end of a window, or the end. */
export function milestoneOf({ events }: Pick<Anchor, 'events'>, total: number): number {
  return Math.min(Math.ceil(events / WINDOW_EVENTS) * WINDOW_EVENTS, total);
}
