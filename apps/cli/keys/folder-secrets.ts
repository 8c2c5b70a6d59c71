import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { secretFromFile, writeSecret } from '#runtime/files/secret-file.js';
import { messageOf } from '#runtime/message-of.js';
import { ExpectedFailure } from '../failure.js';
import type { FolderPlace, KeyPlaces } from './key-places.js';

export interface MasterKeyOptions {
  /** File it is in. */
  readonly masterKey: string | undefined;
  /** HAWIYA_KEYS_SECRET: for a folder without a master key of its own. */
  readonly keysSecret: string | undefined;
  /** A key store is there already: its master key is not made. */
  readonly isThere: boolean;
}

/** What the folder's keys are wrapped with. @throws ExpectedFailure */
export function folderMasterKey(
  keys: string,
  { masterKey, keysSecret, isThere }: MasterKeyOptions,
): Uint8Array {
  const own = join(keys, 'master.key');
  const file = masterKey ?? (existsSync(own) ? own : undefined);
  if (file === undefined) return Buffer.from(keysSecret ?? '', 'hex');
  if (isThere && !existsSync(file)) throw new ExpectedFailure(`${file}: there is no such file`);
  return inFile(file);
}

/**
 * The secret that people are named with has to be the same on both sides, or nobody would be recognised.
 * @throws ExpectedFailure naming what to set
 */
export function mustNamePeopleAlike({ folder }: KeyPlaces, setting: string | undefined): void {
  const file = fileOf(folder);
  const inFolder = existsSync(file) ? Buffer.from(inFile(file)).toString('hex') : undefined;
  if (setting === undefined)
    throw new ExpectedFailure(
      inFolder === undefined
        ? 'HAWIYA_SUBJECT_SECRET is not set: set it to what the service names people with'
        : `HAWIYA_SUBJECT_SECRET is not set: set it to what is in ${file}`,
    );
  if (inFolder !== undefined && inFolder !== setting.toLowerCase())
    throw new ExpectedFailure(
      `HAWIYA_SUBJECT_SECRET is another one than in ${file}: nobody would be recognised; set it to what is there, or remove the file if the service never used it`,
    );
}

/** Into a folder that had no keys yet. A longer one does not fit the file: the setting gives it there, too. */
export function bringSubjectSecret({ folder }: KeyPlaces, setting: string): void {
  const file = fileOf(folder);
  if (!existsSync(file) && /^[0-9a-f]{64}$/i.test(setting)) writeSecret(file, Buffer.from(setting, 'hex'));
}

const fileOf = ({ data }: FolderPlace) => join(data, 'keys', 'subject.secret');

function inFile(file: string): Uint8Array {
  try {
    return secretFromFile(file);
  } catch (error) {
    throw new ExpectedFailure(messageOf(error));
  }
}
