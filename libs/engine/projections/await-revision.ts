import type { Read, Visibility, Watchable } from './visibility.js';

/** Longest wait a reader may ask for. */
const MAX_WAIT_MS = 10_000;

/** Between two looks when no write is heard of, milliseconds. */
const PAUSE_MS = 500;

/**
 * Reads until the document is as new as asked or `waitMs` (0 to 10,000) are over; says honestly which. Woken by writes,
 * and looks again from time to time in any case: a rebuilt model that takes the old one's place is no write.
 */
export async function awaitRevision<T>(
  read: () => Promise<T | null>,
  visibility: Visibility,
  of: { readonly model: Watchable; readonly id: string },
  isNewEnough: (document: T) => boolean,
  waitMs = 0,
): Promise<Read<T>> {
  const deadline = performance.now() + Math.min(Math.max(waitMs, 0), MAX_WAIT_MS);
  const watch = visibility.watch(of.model, of.id);
  try {
    for (;;) {
      const document = await read();
      if (document !== null && isNewEnough(document)) return { document, reached: true };
      const left = deadline - performance.now();
      if (left <= 0) return { document, reached: false };
      await watch.next(Math.min(PAUSE_MS, left));
    }
  } finally {
    watch.close();
  }
}
