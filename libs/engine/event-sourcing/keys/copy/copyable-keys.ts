import type { Subject } from '#decider/brand.js';
import type { LogId } from '../../identity/log-identity.js';
import type { MovedLog } from '../../moved/moved-log.js';

/** One key that was ever given, by its id. Whose an erased one was is not kept: nothing asks for it. */
export type KeyRecord =
  | { readonly kind: 'live'; readonly keyId: string; readonly subject: Subject; readonly key: Uint8Array }
  | { readonly kind: 'erased'; readonly keyId: string };

/** How a key of one store stands in another one. */
export type KeyStanding =
  | 'same'
  | 'absent'
  /** It is erased there, and was asked for as a live one. */
  | 'erased'
  /** The other way round. */
  | 'live'
  /** Under this id there is another key, or somebody else's. */
  | 'other';

/** `copying`: another store's keys are being copied into it; `moved`: its own went elsewhere. */
export type KeyStoreUse =
  | { readonly kind: 'open' }
  | { readonly kind: 'copying' }
  | { readonly kind: 'moved'; readonly moved: MovedLog };

export interface StoreHead {
  /** 32 bytes that the store's id follows from. */
  readonly random: Uint8Array;
  readonly log: LogId | undefined;
  readonly use: KeyStoreUse;
}

/**
 * A key store as it is copied: whole, in batches, and each key in the clear in this process only. Every step may be
 * cut off and repeated. @throws KeyStoreError everywhere
 */
export interface CopyableKeys {
  /** Undefined: there is no key store yet. */
  head(): Promise<StoreHead | undefined>;
  /** No key was ever given. */
  isEmpty(): Promise<boolean>;
  records(kind: KeyRecord['kind']): AsyncIterable<readonly KeyRecord[]>;
  /** In the order of `wanted`. */
  compare(wanted: readonly KeyRecord[]): Promise<readonly KeyStanding[]>;
  /** From here on nobody works with it until it is finished. */
  begin(random: Uint8Array): Promise<void>;
  /** Keys that are absent; durable before it resolves. */
  add(records: readonly KeyRecord[]): Promise<void>;
  /** Keys that are live here, and were erased where they come from; durable before it resolves. */
  destroy(keyIds: readonly string[]): Promise<void>;
  /** It may be worked with. */
  finish(log: LogId | undefined): Promise<void>;
  /** Whoever opens it is told where the keys went. */
  fence(moved: MovedLog): Promise<void>;
}
