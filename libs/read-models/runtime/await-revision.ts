import type { Freshness, Read, Visibility, Watchable } from './visibility.js';

/** Longest wait a reader may ask for. */
const MAX_WAIT_MS = 10_000;

/** Between two looks when no write is heard of, milliseconds. */
const PAUSE_MS = 500;

/**
 * Reads until the document is as new as asked or the time is up; says honestly which. Woken by writes, and
 * looks again from time to time in any case: a rebuilt model that takes the old one's place is no write.
 */
export async function awaitRevision<T extends { readonly revision: bigint }>(
  read: () => Promise<T | null>,
  visibility: Visibility,
  of: { readonly model: Watchable; readonly id: string },
  { minRevision, waitMs = 0 }: Freshness,
): Promise<Read<T>> {
  if (minRevision === undefined) return { document: await read(), reached: true };
  const deadline = performance.now() + Math.min(Math.max(waitMs, 0), MAX_WAIT_MS);
  const watch = visibility.watch(of.model, of.id);
  try {
    for (;;) {
      const document = await read();
      if (document !== null && document.revision >= minRevision) return { document, reached: true };
      const left = deadline - performance.now();
      if (left <= 0) return { document, reached: false };
      await watch.next(Math.min(PAUSE_MS, left));
    }
  } finally {
    watch.close();
  }
}
