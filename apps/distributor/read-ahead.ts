/** A bounded buffer between one that reads and one that takes: the reader waits when it is full, the taker when empty. */
export class ReadAhead<T> {
  private items: T[] = [];
  private closed = false;
  private wake: () => void = () => undefined;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Resolves when there is room for another one. After `close` items are dropped. */
  async put(item: T): Promise<void> {
    if (this.closed) return;
    this.items.push(item);
    this.wake();
    while (this.items.length >= this.limit && !this.closed) await this.change();
  }

  /** What is there, 1 to `max` items; none only once it is closed and empty. */
  async take(max: number): Promise<readonly T[]> {
    while (this.items.length === 0 && !this.closed) await this.change();
    const taken = this.items.splice(0, max);
    this.wake();
    return taken;
  }

  close(): void {
    this.closed = true;
    this.wake();
  }

  /** One of the two waits at a time: the buffer is not full and empty at once. */
  private change(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }
}
