import { LRUCache } from 'lru-cache';
import type { Kept } from './stored.js';

const MOST_DOCUMENTS = 2_000;
const LONGEST_MS = 5_000;

export type WarmDocuments<Doc extends object> = LRUCache<string, Kept<Doc>>;

/**
 * Documents this projector wrote last, so that the next event of a case needs no read. Only ever a guess: the guard of
 * the write tells whether it was right, and a wrong one is dropped and read. Kept for seconds, because what was
 * personal in it must not outlive an erasure by more.
 */
export function warmDocuments<Doc extends object>(): WarmDocuments<Doc> {
  return new LRUCache({ max: MOST_DOCUMENTS, ttl: LONGEST_MS, ttlAutopurge: true, ttlResolution: 0 });
}
