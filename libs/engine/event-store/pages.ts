/**
 * Iterates over what comes in pages. By hand, because it is the hot path of everything that reads the log: an async
 * generator takes more turns of the microtask queue for each item. For one consumer, like a `for await`.
 */
export class Pages<T> implements AsyncIterableIterator<T> {
  private page: readonly T[] = [];
  private at = 0;
  private done = false;

  constructor(
    /** The next page; an empty one is the end. */
    private readonly nextPage: () => Promise<readonly T[]>,
    /** What is left of a page is not given out any more. */
    private readonly stopped: () => boolean,
    /** Called when it is over or the consumer leaves. */
    private readonly release: () => void = () => undefined,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T>> {
    const value = this.page[this.at];
    if (value === undefined || this.done || this.stopped()) return this.turnPage();
    this.at += 1;
    return Promise.resolve({ done: false, value });
  }

  async return(): Promise<IteratorResult<T>> {
    this.done = true;
    this.page = [];
    this.release();
    return { done: true, value: undefined };
  }

  private async turnPage(): Promise<IteratorResult<T>> {
    if (this.done) return this.return();
    try {
      this.page = await this.nextPage();
    } catch (error) {
      await this.return();
      throw error;
    }
    this.at = 1;
    const value = this.page[0];
    return value === undefined ? this.return() : { done: false, value };
  }
}
