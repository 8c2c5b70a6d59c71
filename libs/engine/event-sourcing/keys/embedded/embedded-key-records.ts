import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ownerOnly } from '#runtime/files/owner-only.js';
import { keyStoreIdOf, type LogId } from '../../identity/log-identity.js';
import type { MovedLog } from '../../moved/moved-log.js';
import type { CopyableKeys, KeyRecord, KeyStanding, StoreHead } from '../copy/copyable-keys.js';
import { asKeyStoreError, KeyStoreError } from '../key-store-error.js';
import { KeyNames } from './key-names.js';
import { SlotFile } from './slot-file.js';
import { SlotIndex } from './slot-index.js';
import {
  erasedSlot,
  isErased,
  liveSlot,
  readSlot,
  readStoreSlot,
  type StoreSlot,
  storeSlot,
} from './slots.js';
import { useIn } from './use-in.js';

const BATCH = 500;

export interface OpenedKeyRecords extends CopyableKeys {
  close(): Promise<void>;
}

/**
 * The keys in a folder, to be copied from or to; the caller has the folder to itself. Makes the folder, but no store.
 * @throws KeyStoreError
 */
export async function openEmbeddedKeyRecords(path: string, masterKey: Uint8Array): Promise<OpenedKeyRecords> {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    ownerOnly(path);
    const file = await SlotFile.open(join(path, 'keys'));
    try {
      return new EmbeddedKeyRecords(masterKey, file, new SlotIndex({ path: join(path, 'subjects') }));
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    throw asKeyStoreError(error, `cannot open the keys in ${path}`);
  }
}

class EmbeddedKeyRecords implements OpenedKeyRecords {
  constructor(
    private readonly masterKey: Uint8Array,
    private readonly file: SlotFile,
    private readonly index: SlotIndex,
  ) {}

  async head(): Promise<StoreHead | undefined> {
    const store = this.store();
    if (store === undefined) return undefined;
    return { random: store.random, log: this.index.log, use: useIn(this.index, store.use) };
  }

  async isEmpty(): Promise<boolean> {
    for (let slot = 1; slot < this.file.slots; slot += 1)
      if (this.file.read(slot).some((byte) => byte !== 0)) return false;
    return true;
  }

  async *records(kind: KeyRecord['kind']): AsyncGenerator<readonly KeyRecord[]> {
    if (this.store() === undefined) return;
    let batch: KeyRecord[] = [];
    for (const record of kind === 'live' ? this.live() : this.erased()) {
      batch.push(record);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  async compare(wanted: readonly KeyRecord[]): Promise<readonly KeyStanding[]> {
    if (this.store() === undefined) return wanted.map(() => 'absent');
    const names = this.names();
    return wanted.map((record) => this.standing(names, record));
  }

  async begin(random: Uint8Array): Promise<void> {
    await this.use({ random, use: 'copying' });
  }

  /** First where they are, then the keys, then whose: no slot with a key is ever without its id. */
  async add(records: readonly KeyRecord[]): Promise<void> {
    const places = new Map((await this.placed(records)).map(({ keyId, slot }) => [keyId, slot]));
    const slotOf = (keyId: string) => places.get(keyId) ?? 0;
    await this.written(
      records.map((record) => ({
        slot: slotOf(record.keyId),
        bytes: record.kind === 'live' ? liveSlot(this.masterKey, record.keyId, record.key) : erasedSlot(),
      })),
    );
    const persons = records.flatMap((record) =>
      record.kind === 'live' ? [{ subject: record.subject, slot: slotOf(record.keyId) }] : [],
    );
    await this.asked('say whose keys these are', () => this.index.give(persons));
  }

  async destroy(keyIds: readonly string[]): Promise<void> {
    const names = this.names();
    await this.written(
      keyIds.flatMap((keyId) => {
        const slot = names.slotOf(keyId);
        return slot === undefined ? [] : [{ slot, bytes: erasedSlot() }];
      }),
    );
  }

  async finish(log: LogId | undefined): Promise<void> {
    if (log !== undefined)
      await this.asked('record the log', () => this.index.recordLog(log, this.index.log));
    await this.use({ ...this.mustBeStore(), use: 'open' });
  }

  async fence(moved: MovedLog): Promise<void> {
    await this.asked('record where the keys went', () => this.index.recordMoved(moved));
    await this.use({ ...this.mustBeStore(), use: 'moved' });
  }

  async close(): Promise<void> {
    await this.index.close();
    await this.file.close();
  }

  private *live(): Generator<KeyRecord> {
    const names = this.names();
    for (const { subject, slot } of this.index.persons()) {
      const keyId = names.in(slot);
      const key = readSlot(this.file.read(slot), this.masterKey, keyId);
      if (key === 'unknown') throw new KeyStoreError('damaged', `key ${keyId} is gone`);
      if (key !== 'erased') yield { kind: 'live', keyId, subject, key };
    }
  }

  private *erased(): Generator<KeyRecord> {
    const names = this.names();
    const { slots } = this.file;
    for (let slot = 1; slot < slots; slot += 1)
      if (isErased(this.file.read(slot))) yield { kind: 'erased', keyId: names.in(slot) };
  }

  private standing(names: KeyNames, record: KeyRecord): KeyStanding {
    const slot = names.slotOf(record.keyId);
    const key = slot === undefined ? 'unknown' : readSlot(this.file.read(slot), this.masterKey, record.keyId);
    if (key === 'unknown') return 'absent';
    if (key === 'erased') return record.kind === 'erased' ? 'same' : 'erased';
    if (record.kind === 'erased') return 'live';
    if (!Buffer.from(key).equals(record.key)) return 'other';
    // A crash before it was said whose it is: nobody ever got it, and it is placed again.
    return this.index.get(record.subject) === slot ? 'same' : 'absent';
  }

  private placed(records: readonly KeyRecord[]) {
    const names = this.names();
    const keyIds = records.map(({ keyId }) => keyId);
    return this.asked('find places for keys', () => this.index.place(keyIds, (keyId) => names.own(keyId)));
  }

  private names(): KeyNames {
    return new KeyNames(keyStoreIdOf(this.mustBeStore().random), this.index);
  }

  private store(): StoreSlot | undefined {
    return this.file.slots === 0 ? undefined : readStoreSlot(this.file, this.masterKey);
  }

  private mustBeStore(): StoreSlot {
    const store = this.store();
    if (store === undefined) throw new KeyStoreError('damaged', 'there is no key store yet');
    return store;
  }

  private async use(store: StoreSlot): Promise<void> {
    await this.written([storeSlot(this.masterKey, store)]);
  }

  private written(slots: Parameters<SlotFile['write']>[0]): Promise<void> {
    return this.asked('write keys', () => this.file.write(slots));
  }

  private async asked<T>(what: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw asKeyStoreError(error, `cannot ${what}`);
    }
  }
}
