import type { NewEvent } from '#event-store/port.js';
import { appendTo, type Expected, type Outcome } from './appending.js';
import type { Faults } from './faults.js';
import type { DoubleLog } from './log.js';
import { RememberedIds } from './remembered-ids.js';

/** As many as the server remembers. */
const REMEMBERED = 60_000;

/** What becomes of an append: it is told, it is too late, or the connection breaks before it can be told. */
export type Told = Outcome | { readonly kind: 'timed-out' } | { readonly kind: 'lost' };

/** Appends, with what may go wrong about it. */
export class Writer {
  private readonly remembered = new RememberedIds(REMEMBERED);
  private readonly underWay = new Map<string, Promise<unknown>>();

  constructor(
    private readonly log: DoubleLog,
    private readonly faults: Faults,
  ) {}

  async append(stream: string, expected: Expected, events: readonly NewEvent[]): Promise<Told> {
    const key = `${events[0]?.id} ${stream}`;
    // Until the first of two identical appends is committed, the server drops the second, whose time then runs out.
    if (this.underWay.has(key)) {
      await wait(this.faults.overlapMs);
      return { kind: 'timed-out' };
    }
    const isNew = this.remembered.find(stream, events) === 'new';
    const outcome = appendTo(this.log, this.remembered, stream, expected, events);
    const committed = outcome.then(() => wait(this.faults.delayMs));
    if (isNew) this.underWay.set(key, committed);
    try {
      const told = await outcome;
      await committed;
      if (this.faults.loseAnswers <= 0) return told;
      this.faults.loseAnswers -= 1;
      return { kind: 'lost' };
    } finally {
      this.underWay.delete(key);
    }
  }
}

const wait = (ms: number) => (ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : undefined);
