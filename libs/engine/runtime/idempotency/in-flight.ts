import { ProblemError } from '../problems/problem.js';

/**
 * Commands this process is carrying out right now. A second one with the same id is refused instead of waiting
 * (draft 07: 409); once the first is done, the log itself answers a repeat with the first result. Two processes may
 * race here; then the expected revision decides, and no event is written twice.
 */
export class InFlight {
  private readonly ids = new Set<string>();

  /** Answers what ends it: to be called once, however the command ended. @throws ProblemError `request-in-flight` (409). */
  begin(id: string): () => void {
    if (this.ids.has(id)) throw new ProblemError('request-in-flight', { headers: { 'retry-after': '1' } });
    this.ids.add(id);
    return () => this.ids.delete(id);
  }

  get size(): number {
    return this.ids.size;
  }
}
