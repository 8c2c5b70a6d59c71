import { setImmediate as turn } from 'node:timers/promises';

/** A group takes about this much at most, so that a burst does not hold every answer back for long. */
const MAX_GROUP_BYTES = 8_388_608;

/**
 * Group commit: whatever arrives while one commit is under way is committed together by the next. There is one under
 * way at a time, so nothing ever rests on something that may still fail.
 */
export class GroupCommit<Item extends { readonly bytes: number }> {
  private queue: Item[] = [];
  private running: Promise<void> | undefined;

  /** `commit` tells each member of a group what became of it, and never rejects. */
  constructor(private readonly commit: (group: readonly Item[]) => Promise<void>) {}

  add(item: Item): void {
    this.queue.push(item);
    this.running ??= this.run();
  }

  /** False: its commit has begun, or is over. */
  remove(item: Item): boolean {
    const at = this.queue.indexOf(item);
    if (at >= 0) this.queue.splice(at, 1);
    return at >= 0;
  }

  /** Back to the front of the queue: from within a commit that leaves them to the next. */
  defer(items: readonly Item[]): void {
    this.queue.unshift(...items);
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  private async run(): Promise<void> {
    try {
      while (this.queue.length > 0) {
        // One turn of the event loop: those answered just now come again, and share the next commit.
        await turn();
        const group = this.take();
        if (group.length > 0) await this.commit(group);
      }
    } finally {
      this.running = undefined; // also should a commit reject after all: the next item begins anew
    }
  }

  private take(): Item[] {
    let bytes = 0;
    let count = 0;
    for (const item of this.queue) {
      bytes += item.bytes;
      if (count > 0 && bytes > MAX_GROUP_BYTES) break;
      count += 1;
    }
    return this.queue.splice(0, count);
  }
}
