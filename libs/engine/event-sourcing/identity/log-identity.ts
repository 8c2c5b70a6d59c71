import type { Brand } from '#decider/brand.js';
import { validate as isUuid } from 'uuid';
import { isObject } from '../metadata.js';

/** UUID of a log: every position and copy that was made from it carries it. */
export type LogId = Brand<string, 'LogId'>;

/** Names a key store: 12 hexadecimal digits. */
export type KeyStoreId = Brand<string, 'KeyStoreId'>;

/** What the log says of itself and of what belongs to it. */
export interface LogIdentity {
  readonly log: LogId;
  /** The key store its personal data is sealed with. */
  readonly keys: KeyStoreId;
  /** Of the secret that people are named with: see `subjectCheckOf`. */
  readonly subjects: string;
  /** The log as it was later, before it was put back to an earlier day: known of its keys, and not in its stream. */
  readonly former?: LogId | undefined;
}

/** Whether a parsed JSON value is an identity as it was written. Unknown members are left alone. */
export function isLogIdentity(value: unknown): value is LogIdentity {
  return (
    isObject(value) &&
    isLogId(value['log']) &&
    isKeyStoreId(value['keys']) &&
    isCheck(value['subjects']) &&
    (value['former'] === undefined || isLogId(value['former']))
  );
}

export function isLogId(value: unknown): value is LogId {
  return typeof value === 'string' && isUuid(value) && value === value.toLowerCase();
}

/** @param random what a key store keeps, wrapped, from its beginning on: at least 6 bytes */
export function keyStoreIdOf(random: Uint8Array): KeyStoreId {
  return Buffer.from(random).toString('hex', 0, 6) as KeyStoreId; // made here and nowhere else
}

export function isKeyStoreId(value: unknown): value is KeyStoreId {
  return typeof value === 'string' && /^[0-9a-f]{12}$/.test(value);
}

function isCheck(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
