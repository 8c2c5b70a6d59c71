import type { Subject } from '#decider/brand.js';
import { type ErasedKey, keyFingerprintOf } from './erased-keys-file.js';
import type { KeyStore } from './key-store.js';

/** Where a key is looked for, and how it is destroyed. */
export interface ListedKeys extends Pick<KeyStore, 'find'> {
  readonly erase: (subject: Subject) => Promise<void>;
}

/**
 * Destroys the keys of the list that came back, with a backup of the keys. Answers whose they were, in the list's order.
 * @throws KeyStoreError; what erasing throws
 */
export async function destroyListed(
  keys: ListedKeys,
  listed: readonly ErasedKey[],
): Promise<readonly Subject[]> {
  const destroyed: Subject[] = [];
  for (const { subject, fingerprint } of listed) {
    const found = await keys.find(subject);
    if (found === undefined || keyFingerprintOf(found.key) !== fingerprint) continue;
    await keys.erase(subject);
    destroyed.push(subject);
  }
  return destroyed;
}
