/** One command at a time per stream, in the order asked for: commands of one process do not race each other. */
export class StreamQueue {
  /** The last turn of every stream that has any; never rejects. */
  private readonly last = new Map<string, Promise<void>>();

  /** Resolves when it is the caller's turn, to what ends the turn. */
  async turn(stream: string): Promise<() => void> {
    const before = this.last.get(stream);
    let finish: () => void = () => undefined; // the promise below replaces it at once
    const turn = new Promise<void>((resolve) => {
      finish = resolve;
    });
    this.last.set(stream, turn);
    await before;
    return () => {
      if (this.last.get(stream) === turn) this.last.delete(stream);
      finish();
    };
  }
}
