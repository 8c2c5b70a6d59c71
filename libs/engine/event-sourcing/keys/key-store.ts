import type { Subject } from '#decider/brand.js';
import type { KeyStoreId, LogId } from '../identity/log-identity.js';

export interface SubjectKey {
  /** Names the key in stored events: at most 64 characters, says nothing about the person. */
  readonly keyId: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** How many keys of the person were erased before; absent: none, or no other process could have erased one. */
  readonly erasures?: number;
}

/**
 * The keys that personal data is sealed with, one per person, kept apart from the log: deleting a person's key makes
 * their data unreadable in the log, on the topic and in every copy of either.
 */
export interface KeyStore {
  /**
   * The person's key, made if there is none; durable before it is answered. Callers at the same time get the same
   * one. After an erasure: a new key with a new id.
   */
  keyFor(subject: Subject): Promise<SubjectKey>;
  /** The person's key, if there is one now; none is made. */
  find(subject: Subject): Promise<SubjectKey | undefined>;
  /** `erased`: there was such a key; `unknown`: this store never had it, so something is wrong. */
  keyById(keyId: string): Promise<Uint8Array | 'erased' | 'unknown'>;
  /** Destroys the person's key; durable before it resolves. A person without a key is none to erase: no error. */
  erase(subject: Subject): Promise<void>;
  close(): Promise<void>;
}

/** What a key store says of itself: whose keys they are. */
export interface KeyStoreRecord {
  /** The same for as long as there are its keys. @throws KeyStoreError */
  id(): Promise<KeyStoreId>;
  /** The log that is sealed with them; undefined: none was recorded yet. @throws KeyStoreError */
  log(): Promise<LogId | undefined>;
  /**
   * From now on they belong to `log`, unless one other than `former` is recorded; answers which one it is then.
   * Durable before it resolves. @throws KeyStoreError
   */
  recordLog(log: LogId, former: LogId | undefined): Promise<LogId>;
}
