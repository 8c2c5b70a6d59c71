import type { KeyStoreUse } from '../copy/copyable-keys.js';
import type { SlotIndex } from './slot-index.js';

/** How the store is used, as slot 0 says; where its keys went says the index. */
export function useIn(index: Pick<SlotIndex, 'moved'>, kind: KeyStoreUse['kind']): KeyStoreUse {
  if (kind !== 'moved') return { kind };
  return { kind, moved: index.moved ?? { to: 'another store', at: 'an unknown day' } };
}
