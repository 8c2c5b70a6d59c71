import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { asKeyStoreError, KeyStoreError } from '../key-store-error.js';

const MASTER_KEY_BYTES = 32;

/**
 * The master key in a file of 64 hex digits, readable by its owner only; made if there is no such file.
 * @throws KeyStoreError `unavailable`: the file cannot be used, or others may read it.
 */
export function masterKeyFromFile(path: string): Uint8Array {
  try {
    return readMasterKey(path);
  } catch (error) {
    if (!isMissing(error)) throw asKeyStoreError(error, `cannot use the master key in ${path}`);
  }
  try {
    createMasterKey(path);
  } catch (error) {
    if (!isThere(error)) throw asKeyStoreError(error, `cannot use the master key in ${path}`);
  }
  return readMasterKey(path);
}

function readMasterKey(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    if ((fstatSync(file).mode & 0o077) !== 0) {
      throw new KeyStoreError('unavailable', `${path} may be read by others: its mode must be 0600`);
    }
    const text = readFileSync(file, 'utf8').trim();
    if (!/^[0-9a-f]{64}$/i.test(text)) {
      throw new KeyStoreError(
        'unavailable',
        `${path} is not a master key: ${MASTER_KEY_BYTES * 2} hex digits`,
      );
    }
    return Buffer.from(text, 'hex');
  } finally {
    closeSync(file);
  }
}

/** Durable before it returns: keys wrapped with a master key that a crash took away would be lost. */
function createMasterKey(path: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, `${randomBytes(MASTER_KEY_BYTES).toString('hex')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  syncFolder(dirname(path));
}

/** A new file is there after a crash only once its folder has been synced too. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

const isMissing = (error: unknown) => codeOf(error) === 'ENOENT';
const isThere = (error: unknown) => codeOf(error) === 'EEXIST';
const codeOf = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
