import { resolve } from 'node:path';
import { copyKeys, type CopiedKeys } from '#event-sourcing/keys/copy/copy-keys.js';
import { KeysRefusedError } from '#event-sourcing/keys/copy/refused.js';
import { KeyStoreError, type KeyStoreErrorCode } from '#event-sourcing/keys/key-store-error.js';
import { EXIT_CODES, type ExitCode, ExpectedFailure } from '../failure.js';
import { counted } from '../figures.js';
import { settings } from '../log/log-place.js';
import { bringSubjectSecret, mustNamePeopleAlike } from './folder-secrets.js';
import { keyPlaceName, keyPlaces, type KeyPlaces } from './key-places.js';
import { type OpenedKeys, withKeys } from './opened-keys.js';

export interface CopyKeysCommandOptions {
  readonly from?: string;
  readonly to?: string;
  readonly masterKey?: string;
}

/**
 * Copies the persons' keys between a data folder and MongoDB, and fences the source.
 * @throws ExpectedFailure when source or target are refused (1), a call or secret is wrong or MongoDB is away (2), the
 * folder is in use or has no keys (3)
 */
export async function copyKeysBetween(options: CopyKeysCommandOptions, signal: AbortSignal): Promise<void> {
  const { keysSecret, subjectSecret, ...configuration } = settings();
  const places = keyPlaces(options, { ...configuration, keysSecret, subjectSecret });
  const secrets = { masterKey: options.masterKey, keysSecret };
  await withKeys(places, secrets, async (keys) => {
    const [source, target] = inOrder(places, keyPlaceName(places.folder), keyPlaceName(places.mongo));
    console.error(`from: ${source}\nto: ${target}`);
    mustNamePeopleAlike(places, subjectSecret);
    const { live, erased, changed } = await copied(places, keys, { subjectSecret, signal });
    const were = counted(live + erased - changed);
    console.log(
      `${counted(live)} keys and ${counted(erased)} erased ones: ${counted(changed)} copied, ${were} were there; both hold the same`,
    );
    console.log(`${source} are fenced: a start with them says that they go on in ${target}`);
  });
}

async function copied(
  places: KeyPlaces,
  keys: OpenedKeys,
  { subjectSecret, signal }: { readonly subjectSecret: string | undefined; readonly signal: AbortSignal },
): Promise<CopiedKeys> {
  const [source, target] = inOrder(places, keys.folder, keys.mongo);
  // Whoever reads the folder's name may stand elsewhere.
  const lasting = keyPlaceName({ ...places.folder, data: resolve(places.folder.data) });
  const [, to] = inOrder(places, lasting, keyPlaceName(places.mongo));
  try {
    const isNew = places.from === 'mongo' && (await keys.folder.head()) === undefined;
    if (isNew && subjectSecret !== undefined) bringSubjectSecret(places, subjectSecret);
    return await copyKeys(source, target, { moved: { to, at: new Date().toISOString() }, signal });
  } catch (error) {
    if (error instanceof KeysRefusedError) throw new ExpectedFailure(error.message, EXIT_CODES.differs);
    if (error instanceof KeyStoreError) throw told(error);
    throw error;
  }
}

const CODES: Readonly<Record<KeyStoreErrorCode, { readonly code: ExitCode; readonly mend: string }>> = {
  unavailable: { code: EXIT_CODES.storeAway, mend: 'run it again to go on' },
  'wrong-master-key': {
    code: EXIT_CODES.wrongCall,
    mend: 'HAWIYA_KEYS_SECRET is that of MongoDB, keys/master.key or --master-key that of the folder',
  },
  damaged: { code: EXIT_CODES.differs, mend: 'put back what belongs there' },
  'half-copied': { code: EXIT_CODES.differs, mend: 'finish that copy first' },
  moved: { code: EXIT_CODES.differs, mend: 'copy from there' },
};

const told = ({ code, message }: KeyStoreError): ExpectedFailure =>
  new ExpectedFailure(`${message}; ${CODES[code].mend}`, CODES[code].code);

const inOrder = <T>({ from }: KeyPlaces, folder: T, mongo: T): readonly [T, T] =>
  from === 'folder' ? [folder, mongo] : [mongo, folder];
