import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';

/** Of a group, by default. */
const MAX_GROUP_BYTES = 8_388_608;

export interface CoalescerOptions<Item> {
  /** A group takes about this much at most, so that a burst does not hold every answer back for long; default 8 MiB. */
  readonly maxBytes?: number;
  /** How long items are gathered, milliseconds; default 0: those that come while a group is under way. */
  readonly lingerMs?: number;
  /** Whether an item may share the group of the first one, default: every item may. Groups keep the items' order. */
  readonly alike?: (first: Item, item: Item) => boolean;
}

/**
 * Coalesces concurrent requests into groups: whatever arrives while one group is under way shares the next round trip.
 * There is one under way at a time, so nothing ever rests on something that may still fail.
 */
export class Coalescer<Item extends { readonly bytes: number }> {
  private queue: Item[] = [];
  private running: Promise<void> | undefined;

  /** `work` tells each member of a group what became of it, and never rejects. */
  constructor(
    private readonly work: (group: readonly Item[]) => Promise<void>,
    private readonly options: CoalescerOptions<Item> = {},
  ) {}

  add(item: Item): void {
    this.queue.push(item);
    this.running ??= this.run();
  }

  /** False: its group is under way, or done. */
  remove(item: Item): boolean {
    const at = this.queue.indexOf(item);
    if (at >= 0) this.queue.splice(at, 1);
    return at >= 0;
  }

  /** Back to the front of the queue: from within a group that leaves them to the next. */
  defer(items: readonly Item[]): void {
    this.queue.unshift(...items);
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  private async run(): Promise<void> {
    const { lingerMs = 0 } = this.options;
    try {
      while (this.queue.length > 0) {
        // At least one turn of the event loop: those answered just now come again, and share the next group.
        await (lingerMs > 0 ? wait(lingerMs) : turn());
        const group = this.take();
        if (group.length > 0) await this.work(group);
      }
    } finally {
      this.running = undefined; // also should the work reject after all: the next item begins anew
    }
  }

  private take(): Item[] {
    const { maxBytes = MAX_GROUP_BYTES, alike = () => true } = this.options;
    const [first] = this.queue;
    let bytes = 0;
    let count = 0;
    for (const item of this.queue) {
      bytes += item.bytes;
      if (count > 0 && (bytes > maxBytes || !alike(first as Item, item))) break; // there is a first
      count += 1;
    }
    return this.queue.splice(0, count);
  }
}
