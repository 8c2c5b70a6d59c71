import { type ErasedKeysFile, fingerprintOf } from './erased-keys-file.js';
import type { KeyStore } from './key-store.js';

/**
 * Destroys the keys of the list that came back, with a backup of the keys. Answers how many there were, and how many
 * lines of the list cannot be read.
 * @throws KeyStoreError; Error when the list cannot be read
 */
export async function destroyListed(
  keys: Pick<KeyStore, 'find' | 'erase'>,
  list: ErasedKeysFile,
): Promise<{ readonly destroyed: number; readonly unreadable: number }> {
  const { keys: listed, unreadable } = await list.read();
  let destroyed = 0;
  for (const { subject, fingerprint } of listed) {
    const found = await keys.find(subject);
    if (found === undefined || fingerprintOf(found.key) !== fingerprint) continue;
    await keys.erase(subject);
    destroyed += 1;
  }
  return { destroyed, unreadable };
}
