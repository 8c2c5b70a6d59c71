import type { Kept } from './stored.js';

const MOST_DOCUMENTS = 2_000;
const LONGEST_MS = 5_000;

/**
 * Documents this projector wrote last, so that the next event of a case needs no read. Only ever a guess: the guard of
 * the write tells whether it was right, and a wrong one is dropped and read. Kept for seconds, because what was
 * personal in it must not outlive an erasure by more.
 */
export class WarmDocuments<Doc extends object> {
  private readonly documents = new Map<string, { readonly kept: Kept<Doc>; readonly until: number }>();

  get(id: string): Kept<Doc> | undefined {
    const found = this.documents.get(id);
    return found !== undefined && performance.now() < found.until ? found.kept : undefined;
  }

  put(kept: Kept<Doc>): void {
    this.documents.delete(kept.id);
    this.documents.set(kept.id, { kept, until: performance.now() + LONGEST_MS });
    for (const [id, { until }] of this.documents) {
      if (this.documents.size <= MOST_DOCUMENTS && performance.now() < until) break;
      this.documents.delete(id);
    }
  }

  drop(id: string): void {
    this.documents.delete(id);
  }
}
