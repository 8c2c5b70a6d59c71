import type { Freshness, Read, Visibility } from './visibility.js';

/** Longest wait a reader may ask for. */
const MAX_WAIT_MS = 10_000;

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/**
 * Reads until the document is as new as asked or the time is up; says honestly which. Woken by writes where they
 * happen in this process; looks again with growing pauses in any case, because a projector may live elsewhere.
 */
export async function awaitRevision<T extends { readonly revision: bigint }>(
  read: () => Promise<T | null>,
  visibility: Visibility,
  of: { readonly model: string; readonly id: string },
  { minRevision, waitMs = 0 }: Freshness,
): Promise<Read<T>> {
  if (minRevision === undefined) return { document: await read(), reached: true };
  const deadline = performance.now() + Math.min(Math.max(waitMs, 0), MAX_WAIT_MS);
  const watch = visibility.watch(of.model, of.id);
  try {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const document = await read();
      if (document !== null && document.revision >= minRevision) return { document, reached: true };
      const left = deadline - performance.now();
      if (left <= 0) return { document, reached: false };
      await watch.next(Math.min(pause, left));
    }
  } finally {
    watch.close();
  }
}
