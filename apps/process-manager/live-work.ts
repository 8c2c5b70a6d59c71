/** Whether events are being reacted to. What can wait asks here first. */
export class LiveWork {
  private underWay = 0;
  private quiet: Promise<void> = Promise.resolve();
  private tell = (): void => undefined;

  get busy(): boolean {
    return this.underWay > 0;
  }

  /** Resolves when nothing is under way, if only for a moment. */
  over(): Promise<void> {
    return this.quiet;
  }

  /** Does the work, whose result or error is the caller's. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    if (!this.busy)
      this.quiet = new Promise((resolve) => {
        this.tell = resolve;
      });
    this.underWay += 1;
    try {
      return await work();
    } finally {
      this.underWay -= 1;
      if (!this.busy) this.tell();
    }
  }
}
