import { unreachable } from '#decider/decider.js';
import type { KeyStoreId } from '../../identity/log-identity.js';
import type { MovedLog } from '../../moved/moved-log.js';

/** Why keys are not copied. */
export type KeysRefusal =
  | { readonly kind: 'no-source' }
  | { readonly kind: 'source-is-half-a-copy' }
  | { readonly kind: 'source-moved'; readonly moved: MovedLog }
  | { readonly kind: 'other-store'; readonly source: KeyStoreId; readonly target: KeyStoreId }
  /** The target holds something else than a beginning of the source. */
  | { readonly kind: 'no-beginning'; readonly keyId: string; readonly why: 'absent' | 'live' | 'other' }
  | { readonly kind: 'differs' };

export class KeysRefusedError extends Error {
  override readonly name = 'KeysRefusedError';
  constructor(readonly refusal: KeysRefusal) {
    super(refusalText(refusal));
  }
}

const EMPTY_ONE = 'copy to an empty folder or database';

function refusalText(refusal: KeysRefusal): string {
  switch (refusal.kind) {
    case 'no-source':
      return 'the source holds no keys: name the store that has them';
    case 'source-is-half-a-copy':
      return 'the source is itself a copy that was not finished: finish that one first';
    case 'source-moved':
      return `the source was copied to ${refusal.moved.to} on ${refusal.moved.at} and goes on there: copy from that one`;
    case 'other-store':
      return `the target holds the keys ${refusal.target}, and the source the keys ${refusal.source}: ${EMPTY_ONE}`;
    case 'no-beginning':
      return `the target holds something else than a beginning of the source: ${WHY[refusal.why](refusal.keyId)}; ${EMPTY_ONE}`;
    case 'differs':
      return 'source and target do not hold the same keys: one of them was used meanwhile; stop whoever does, and copy again';
    default:
      return unreachable(refusal);
  }
}

const WHY: Record<'absent' | 'live' | 'other', (keyId: string) => string> = {
  absent: (keyId) => `key ${keyId}, which the source never had`,
  live: (keyId) => `key ${keyId} is erased there, and not in the source`,
  other: (keyId) => `key ${keyId} is another one there, or another person's`,
};
