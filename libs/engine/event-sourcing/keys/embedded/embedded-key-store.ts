import type { Subject } from '#decider/brand.js';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ownerOnly } from '#runtime/files/owner-only.js';
import { secretFromFile } from '#runtime/files/secret-file.js';
import type { VolumeOptions } from '#runtime/lmdb/volume.js';
import { sharedWhileUnderWay } from '#runtime/shared-promise.js';
import { keyStoreIdOf, type KeyStoreId, type LogId } from '../../identity/log-identity.js';
import { CachedKeyStore, type OpenedKeyStore } from '../cached-key-store.js';
import type { KeyStore, KeyStoreRecord, SubjectKey } from '../key-store.js';
import { asKeyStoreError, KeyStoreError, mustBeOpen } from '../key-store-error.js';
import { KeyMaker } from './key-maker.js';
import { KeyNames } from './key-names.js';
import { SlotFile } from './slot-file.js';
import { SlotIndex } from './slot-index.js';
import { erasedSlot, readSlot, readStoreSlot, storeSlot } from './slots.js';
import { useIn } from './use-in.js';

export interface EmbeddedKeyStoreOptions {
  /** Folder of the key store; made if it is missing. */
  readonly path: string;
  /**
   * What the keys are wrapped with: 32 bytes, or a file of 64 hex digits with mode 0600, made if it is missing.
   * Default: `master.key` in the folder. That protects nobody who loses the whole folder: keep it elsewhere if you can.
   */
  readonly masterKey?: Uint8Array | { readonly file: string };
}

/**
 * Opens the keys in a folder. What an erasure leaves behind: the key's only copy in the folder is its slot, which is
 * overwritten in place and synced. Beyond our reach are copies made earlier (backups, snapshots), file systems that
 * write elsewhere instead of in place (btrfs, zfs) and blocks a flash disk has set aside.
 * @throws KeyStoreError
 */
export async function openEmbeddedKeyStore(options: EmbeddedKeyStoreOptions): Promise<OpenedKeyStore> {
  const { path, masterKey = { file: join(path, 'master.key') }, ...space } = options;
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    ownerOnly(path);
    const master = 'file' in masterKey ? secretFromFile(masterKey.file) : masterKey;
    if (master.length !== 32) throw new KeyStoreError('unavailable', 'a master key has 32 bytes');
    const { store, record } = await openFiles(path, master, space);
    return Object.assign(new CachedKeyStore(store), { record });
  } catch (error) {
    throw asKeyStoreError(error, `cannot open the keys in ${path}`);
  }
}

async function openFiles(
  path: string,
  masterKey: Uint8Array,
  space: Pick<VolumeOptions, 'minFreeBytes'>,
): Promise<{ readonly store: KeyStore; readonly record: KeyStoreRecord }> {
  const file = await SlotFile.open(join(path, 'keys'));
  try {
    if (file.slots === 0) await file.write([storeSlot(masterKey)]);
    const { random, use } = readStoreSlot(file, masterKey);
    const index = new SlotIndex({ path: join(path, 'subjects'), ...space });
    try {
      mustBeOpen(useIn(index, use));
    } catch (error) {
      await index.close();
      throw error;
    }
    const name = keyStoreIdOf(random);
    return { store: new EmbeddedKeyStore(masterKey, file, index, name), record: recordIn(index, name) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function recordIn(index: SlotIndex, name: KeyStoreId): KeyStoreRecord {
  return {
    id: () => Promise.resolve(name),
    log: async () => index.log,
    recordLog: (log: LogId, former) =>
      index.recordLog(log, former).catch((error: unknown) => {
        throw asKeyStoreError(error, 'cannot record the log that the keys belong to');
      }),
  };
}

class EmbeddedKeyStore implements KeyStore {
  private readonly maker: KeyMaker;
  private readonly names: KeyNames;
  private readonly underWay = new Map<Subject, Promise<SubjectKey>>();

  constructor(
    private readonly masterKey: Uint8Array,
    private readonly file: SlotFile,
    private readonly index: SlotIndex,
    name: KeyStoreId,
  ) {
    this.names = new KeyNames(name, index);
    this.maker = new KeyMaker(masterKey, file, index, (slot) => this.names.in(slot));
  }

  async keyFor(subject: Subject): Promise<SubjectKey> {
    const slot = this.index.get(subject);
    const key = slot === undefined ? 'erased' : this.read(slot);
    if (slot !== undefined && key !== 'erased') return { keyId: this.names.in(slot), key };
    return sharedWhileUnderWay(this.underWay, subject, () => this.make(subject, slot));
  }

  find(subject: Subject): Promise<SubjectKey | undefined> {
    const slot = this.index.get(subject);
    const key = slot === undefined ? 'erased' : this.read(slot);
    const found = slot === undefined || key === 'erased' ? undefined : { keyId: this.names.in(slot), key };
    return Promise.resolve(found);
  }

  async keyById(keyId: string): Promise<Uint8Array | 'erased' | 'unknown'> {
    const slot = this.names.slotOf(keyId);
    return slot === undefined ? 'unknown' : readSlot(this.file.read(slot), this.masterKey, keyId);
  }

  async erase(subject: Subject): Promise<void> {
    await Promise.allSettled([this.underWay.get(subject)]);
    const slot = this.index.get(subject);
    if (slot === undefined || this.read(slot) === 'erased') return;
    try {
      await this.file.write([{ slot, bytes: erasedSlot() }]);
    } catch (error) {
      throw asKeyStoreError(error, 'cannot erase a key');
    }
  }

  async close(): Promise<void> {
    await this.maker.idle();
    await this.index.close();
    await this.file.close();
  }

  private async make(subject: Subject, was: number | undefined): Promise<SubjectKey> {
    const { slot, key = this.read(slot) } = await this.maker.make(subject, was);
    if (key === 'erased') return this.make(subject, slot);
    return { keyId: this.names.in(slot), key };
  }

  /** A slot that the index says somebody has. */
  private read(slot: number): Uint8Array | 'erased' {
    const key = readSlot(this.file.read(slot), this.masterKey, this.names.in(slot));
    if (key === 'unknown') throw new KeyStoreError('damaged', `key ${this.names.in(slot)} is gone`);
    return key;
  }
}
