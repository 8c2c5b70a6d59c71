import type { Subject } from '#decider/brand.js';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Connection } from 'mongoose';
import { makeMissing } from '#runtime/mongodb/collections.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { newLogId } from '../../identity/identity-stream.js';
import type { OpenedKeyStore } from '../cached-key-store.js';
import { openEmbeddedKeyRecords } from '../embedded/embedded-key-records.js';
import { openEmbeddedKeyStore } from '../embedded/embedded-key-store.js';
import { STORES } from '../mongodb/master-check.js';
import { MongoKeyRecords } from '../mongodb/mongo-key-records.js';
import { openMongoKeyStore } from '../mongodb/mongo-key-store.js';
import { PERSONS } from '../mongodb/person-document.js';
import { type CopiedKeys, copyKeys } from './copy-keys.js';
import type { CopyableKeys } from './copyable-keys.js';

jest.setTimeout(60_000);

const somebody = () => randomBytes(16).toString('hex') as Subject; // as good as an HMAC

/** A key store that can be worked with, and copied. */
interface House {
  readonly name: string;
  readonly open: () => Promise<OpenedKeyStore>;
  readonly records: <T>(work: (records: CopyableKeys) => Promise<T>) => Promise<T>;
}

describe('copying keys', () => {
  const folder = temporaryFolders();
  let mongo: MongoUnderTest;
  let databases = 0;
  beforeAll(async () => {
    mongo = await mongoUnderTest();
  });
  afterAll(() => mongo.stop());

  async function aFolder(): Promise<House & { readonly path: string }> {
    const [path, masterKey] = [await folder(), randomBytes(32)];
    return {
      path,
      name: path,
      open: () => openEmbeddedKeyStore({ path, masterKey }),
      records: async (work) => {
        const records = await openEmbeddedKeyRecords(path, masterKey);
        try {
          return await work(records);
        } finally {
          await records.close();
        }
      },
    };
  }
  async function aDatabase(): Promise<House & { readonly connection: Connection }> {
    databases += 1;
    const name = `${mongo.database}-${databases}`;
    const [connection, masterKey] = [await mongo.connect(name), randomBytes(32)];
    await makeMissing(connection, [PERSONS, STORES]);
    return {
      connection,
      name,
      open: () => Promise.resolve(openMongoKeyStore({ connection, masterKey })),
      records: (work) => work(new MongoKeyRecords(connection, masterKey)),
    };
  }
  const copy = (from: House, to: House, signal = new AbortController().signal): Promise<CopiedKeys> =>
    from.records((source) =>
      to.records((target) =>
        copyKeys(source, target, { moved: { to: to.name, at: '2026-12-02T09:00:00Z' }, signal }),
      ),
    );
  async function within<T>(house: House, work: (keys: OpenedKeyStore) => Promise<T>): Promise<T> {
    const keys = await house.open();
    try {
      return await work(keys);
    } finally {
      await keys.close();
    }
  }
  const refused = (refusal: object) => ({
    name: 'KeysRefusedError',
    refusal: expect.objectContaining(refusal),
  });

  describe.each([
    ['an embedded key store', 'MongoDB', aFolder, aDatabase],
    ['MongoDB', 'an embedded key store', aDatabase, aFolder],
  ] as const)('from %s to %s', (_from, _to, aSource, aTarget) => {
    const [kept, erased, again] = [somebody(), somebody(), somebody()];
    const log = newLogId();
    let source: House;
    let target: House;
    let ids: Record<'kept' | 'erased' | 'former' | 'again', string>;
    let id: string;

    beforeEach(async () => {
      [source, target] = [await aSource(), await aTarget()];
      await within(source, async (keys) => {
        const idOf = async (subject: Subject) => (await keys.keyFor(subject)).keyId;
        ids = { kept: await idOf(kept), erased: await idOf(erased), former: await idOf(again), again: '' };
        await keys.erase(erased);
        await keys.erase(again);
        ids.again = await idOf(again);
        id = await keys.record.id();
        await keys.record.recordLog(log, undefined);
      });
    });

    /** What a copy keeps, and that the store goes on from there. */
    const read = (house: House) =>
      within(house, async (keys) => ({
        id: await keys.record.id(),
        log: await keys.record.log(),
        kept: await keys.find(kept),
        byId: await keys.keyById(ids.kept),
        again: await keys.find(again),
        gone: [await keys.keyById(ids.erased), await keys.keyById(ids.former), await keys.find(erased)],
      }));

    it('keeps ids, keys, erasures and the log, wrapped anew; run again it changes nothing', async () => {
      const before = await read(source);
      expect(before).toMatchObject({
        id,
        log,
        kept: { keyId: ids.kept },
        gone: ['erased', 'erased', undefined],
      });
      expect(await copy(source, target)).toEqual({ live: 2, erased: 2, changed: 4 });
      expect(await read(target)).toEqual(before);
      expect(await copy(source, target)).toEqual({ live: 2, erased: 2, changed: 0 });
      expect(await read(target)).toEqual(before);
    });

    it('fences the source, which says where its keys went, until they are copied back', async () => {
      await copy(source, target);
      const opening = within(source, (keys) => keys.keyFor(kept));
      await expect(opening).rejects.toMatchObject({
        code: 'moved',
        message: expect.stringContaining(target.name),
      });
      await expect(copy(source, await aTarget())).rejects.toMatchObject(refused({ kind: 'source-moved' }));
      const [since, sinceErased] = [somebody(), somebody()];
      const made = await within(target, async (keys) => {
        await keys.erase(kept);
        const { keyId } = await keys.keyFor(sinceErased);
        await keys.erase(sinceErased);
        return { keyId, keyOfNew: await keys.keyFor(since), keyOfKept: await keys.keyFor(kept) };
      });
      expect(await copy(target, source)).toMatchObject({ live: 3, erased: 4, changed: 4 });
      await within(source, async (keys) => {
        expect(await keys.keyById(ids.kept)).toBe('erased');
        expect(await keys.keyById(made.keyId)).toBe('erased');
        expect(await keys.find(since)).toMatchObject({ keyId: made.keyOfNew.keyId, key: made.keyOfNew.key });
        expect(await keys.find(kept)).toMatchObject({ keyId: made.keyOfKept.keyId, key: made.keyOfKept.key });
        // Ids go on being new.
        const more = await Promise.all(Array.from({ length: 20 }, () => keys.keyFor(somebody())));
        const old = [...Object.values(ids), made.keyId, made.keyOfNew.keyId, made.keyOfKept.keyId];
        expect(new Set([...more.map(({ keyId }) => keyId), ...old]).size).toBe(20 + old.length);
      });
      await expect(within(target, (keys) => keys.find(kept))).rejects.toMatchObject({ code: 'moved' });
      // And once more to and fro.
      expect(await copy(source, target)).toMatchObject({ live: 23, erased: 4, changed: 20 });
    });

    it.each(['begin', 'add', 'destroy', 'fence', 'finish'] as const)(
      'goes on when it was cut off after “%s”, and half a copy is not worked with',
      async (step) => {
        await copy(source, target);
        await within(target, (keys) => keys.erase(kept)); // something to destroy on the way back
        await within(target, (keys) => keys.keyFor(somebody()));
        await target.records((from) =>
          source.records(async (to) => {
            const moved = { to: source.name, at: '2026-12-02T09:00:00Z' };
            const { signal } = new AbortController();
            await expect(copyKeys(cutOff(from, step), cutOff(to, step), { moved, signal })).rejects.toThrow(
              'cut off',
            );
          }),
        );
        const opening = within(source, (keys) => keys.find(kept));
        if (step !== 'finish') await expect(opening).rejects.toMatchObject({ code: 'half-copied' });
        expect(await copy(target, source)).toMatchObject({ live: 2, erased: 3 });
        await within(source, async (keys) => expect(await keys.keyById(ids.kept)).toBe('erased'));
        await expect(within(target, (keys) => keys.find(kept))).rejects.toMatchObject({ code: 'moved' });
      },
    );

    it('takes the place of a store that nothing was ever sealed with', async () => {
      await within(target, (keys) => keys.record.id());
      expect(await copy(source, target)).toMatchObject({ changed: 4 });
      expect(await within(target, (keys) => keys.record.id())).toBe(id);
    });

    it('refuses a target that holds anything else than a beginning, and changes nothing there', async () => {
      const others = await aTarget();
      const theirs = await within(others, (keys) => keys.keyFor(somebody()));
      await expect(copy(source, others)).rejects.toMatchObject(refused({ kind: 'other-store', source: id }));
      await within(others, async (keys) => expect(await keys.keyById(theirs.keyId)).toEqual(theirs.key));

      await copy(source, target);
      const since = await within(target, (keys) => keys.keyFor(somebody()));
      await expect(copy(source, target)).rejects.toMatchObject(
        refused({ kind: 'no-beginning', keyId: since.keyId, why: 'absent' }),
      );
    });

    it('refuses a target where a key was erased that the source still has', async () => {
      await copy(source, target);
      await within(target, (keys) => keys.erase(kept));
      await expect(copy(source, target)).rejects.toMatchObject(
        refused({ kind: 'no-beginning', keyId: ids.kept, why: 'live' }),
      );
    });

    it('refuses a source that has no keys, and one that is half a copy', async () => {
      await expect(copy(await aSource(), target)).rejects.toMatchObject(refused({ kind: 'no-source' }));
      const half = await aSource();
      await half.records((records) => records.begin(randomBytes(32)));
      await expect(copy(half, target)).rejects.toMatchObject(refused({ kind: 'source-is-half-a-copy' }));
    });

    it('notices a key that is made meanwhile', async () => {
      const late = await within(source, (keys) => keys.keyFor(somebody()));
      await source.records((from) =>
        target.records(async (to) => {
          const hiding: CopyableKeys = Object.assign(cutOff(from, undefined), {
            records: async function* (kind: 'live' | 'erased') {
              for await (const batch of from.records(kind))
                yield batch.filter(({ keyId }) => keyId !== late.keyId);
            },
            fence: async (moved: { to: string; at: string }) => {
              await from.fence(moved);
              hiding.records = (kind) => from.records(kind);
            },
          });
          const moved = { to: target.name, at: '2026-12-02T09:00:00Z' };
          const { signal } = new AbortController();
          await expect(copyKeys(hiding, to, { moved, signal })).rejects.toMatchObject(
            refused({ kind: 'differs' }),
          );
        }),
      );
      await expect(within(target, (keys) => keys.find(kept))).rejects.toMatchObject({ code: 'half-copied' });
      expect(await copy(source, target)).toMatchObject({ live: 3, changed: 1 });
    });
  });

  it('leaves nothing readable of a key that was erased since, when it is copied back', async () => {
    const [home, away, subject] = [await aFolder(), await aDatabase(), somebody()];
    await within(home, (keys) => keys.keyFor(subject));
    const [wrapped] = [(await readFile(join(home.path, 'keys'))).subarray(64 + 4, 128)];
    await copy(home, away);
    await within(away, (keys) => keys.erase(subject));
    await copy(away, home);
    expect((await readFile(join(home.path, 'keys'))).includes(wrapped)).toBe(false);
  });

  it('is refused with another master key, on either side', async () => {
    const home = await aFolder();
    await within(home, (keys) => keys.keyFor(somebody()));
    const records = await openEmbeddedKeyRecords(home.path, randomBytes(32));
    await expect(records.head()).rejects.toMatchObject({ code: 'wrong-master-key' });
    await records.close();
    const away = await aDatabase();
    await copy(home, away);
    const theirs = new MongoKeyRecords(away.connection, randomBytes(32));
    await expect(theirs.head()).rejects.toMatchObject({ code: 'wrong-master-key' });
  });
});

/** Does what it is told, and then does not come back from that step. */
function cutOff(keys: CopyableKeys, step: keyof CopyableKeys | undefined): CopyableKeys {
  const cut =
    <A extends readonly unknown[]>(name: keyof CopyableKeys, call: (...args: A) => Promise<void>) =>
    async (...args: A) => {
      await call(...args);
      if (name === step) throw new Error('cut off');
    };
  return {
    head: () => keys.head(),
    isEmpty: () => keys.isEmpty(),
    records: (kind) => keys.records(kind),
    compare: (wanted) => keys.compare(wanted),
    begin: cut('begin', (random) => keys.begin(random)),
    add: cut('add', (records) => keys.add(records)),
    destroy: cut('destroy', (keyIds) => keys.destroy(keyIds)),
    finish: cut('finish', (log) => keys.finish(log)),
    fence: cut('fence', (moved) => keys.fence(moved)),
  };
}
