/** What was opened, to be closed last first. */
export class OpenedParts {
  private readonly closers: (() => Promise<unknown>)[] = [];

  keep<T>(part: T, close: (part: T) => Promise<unknown>): T {
    this.closers.push(() => close(part));
    return part;
  }

  async close(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) await close();
  }
}
