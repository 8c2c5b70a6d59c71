import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { messageOf } from '../message-of.js';
import { syncFolder } from './sync-folder.js';

const SECRET_BYTES = 32;

/**
 * A secret of 32 bytes in a file of 64 hex digits, readable by its owner only; made if there is no such file.
 * @throws Error when the file cannot be used, or others may read it
 */
export function secretFromFile(path: string): Uint8Array {
  try {
    try {
      return read(path);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
    try {
      create(path);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    return read(path);
  } catch (error) {
    throw new Error(`cannot use the secret in ${path}: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * Puts a secret that is there already into a file that is not. Whole or not at all, and durable, once it returns.
 * @throws Error when the file cannot be made
 */
export function writeSecret(path: string, secret: Uint8Array): void {
  const draft = `${path}.draft`;
  rmSync(draft, { force: true });
  create(draft, secret);
  renameSync(draft, path);
  syncFolder(dirname(path));
}

function read(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    if ((fstatSync(file).mode & 0o077) !== 0) throw new Error('others may read it, its mode must be 0600');
    const text = readFileSync(file, 'utf8').trim();
    if (!/^[0-9a-f]{64}$/i.test(text)) throw new Error(`it is not ${SECRET_BYTES * 2} hex digits`);
    return Buffer.from(text, 'hex');
  } finally {
    closeSync(file);
  }
}

/** Durable before it returns: what was done with a secret that a crash took away could not be undone. */
function create(path: string, secret: Uint8Array = randomBytes(SECRET_BYTES)): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, `${Buffer.from(secret).toString('hex')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  syncFolder(dirname(path));
}

const codeOf = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
