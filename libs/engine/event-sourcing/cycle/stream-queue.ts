/** One piece of work at a time per stream, in the order asked for: commands of one process do not race each other. */
export class StreamQueue {
  /** The last piece of work of every stream that has any; never rejects. */
  private readonly tails = new Map<string, Promise<void>>();

  async run<T>(stream: string, work: () => Promise<T>): Promise<T> {
    const before = this.tails.get(stream);
    let finish: () => void = () => undefined; // the promise below replaces it at once
    const tail = new Promise<void>((resolve) => {
      finish = resolve;
    });
    this.tails.set(stream, tail);
    try {
      if (before !== undefined) await before;
      return await work();
    } finally {
      if (this.tails.get(stream) === tail) this.tails.delete(stream);
      finish();
    }
  }
}
