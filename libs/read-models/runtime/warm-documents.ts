import type { Kept } from './documents.js';

const LIMITS = {
  /** What is personal in a document must not outlive an erasure by more. */
  seconds: { documents: 2_000, ms: 5_000 },
  minutes: { documents: 5_000, ms: 600_000 },
} as const;

/**
 * Documents this projector had in hand last, so that the next event of a case needs no read. Only ever a guess: the
 * guard of the write tells whether it was right, and a wrong one is dropped and read.
 */
export class WarmDocuments<Doc extends object> {
  private readonly documents = new Map<string, { readonly kept: Kept<Doc>; readonly until: number }>();
  private readonly limits: (typeof LIMITS)[keyof typeof LIMITS];

  constructor(keptFor: keyof typeof LIMITS) {
    this.limits = LIMITS[keptFor];
  }

  get(id: string): Kept<Doc> | undefined {
    const found = this.documents.get(id);
    return found !== undefined && performance.now() < found.until ? found.kept : undefined;
  }

  put(kept: Kept<Doc>): void {
    const now = performance.now();
    this.documents.delete(kept.id);
    this.documents.set(kept.id, { kept, until: now + this.limits.ms });
    for (const [id, { until }] of this.documents) {
      if (this.documents.size <= this.limits.documents && now < until) break;
      this.documents.delete(id);
    }
  }

  drop(id: string): void {
    this.documents.delete(id);
  }
}
