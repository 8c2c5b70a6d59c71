import { randomBytes } from 'node:crypto';
import { access, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { lockFolder } from '#apps/composition/folder-lock.js';
import { openParts } from '#apps/composition/parts.js';
import type { Subject } from '#decider/brand.js';
import type { KeyStore } from '#event-sourcing/keys/key-store.js';
import { openEmbeddedKeyStore } from '#event-sourcing/keys/embedded/embedded-key-store.js';
import { openMongoKeyStore } from '#event-sourcing/keys/mongodb/mongo-key-store.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { copyFormerFolder } from '#test/support/former-release.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { keysCommand } from './keys.js';

jest.setTimeout(60_000);

describe('hawiya keys copy', () => {
  const folder = temporaryFolders();
  const printed: string[] = [];
  const environment = process.env;
  const secret = randomBytes(32).toString('hex');
  let mongo: MongoUnderTest;
  let data: string;
  let database: string;
  let settings: NodeJS.ProcessEnv;

  const hawiya = (...args: string[]) => {
    process.env = settings;
    return keysCommand().parseAsync(['copy', ...args], { from: 'user' });
  };
  const secretIn = async (path: string) => (await readFile(join(path, 'keys/subject.secret'), 'utf8')).trim();
  const inMongo = async <T>(work: (keys: KeyStore) => Promise<T>): Promise<T> => {
    const connection = await mongo.connect(`${database}-keys`);
    const keys = openMongoKeyStore({ connection, masterKey: Buffer.from(secret, 'hex') });
    try {
      return await work(keys);
    } finally {
      await keys.close();
    }
  };

  beforeAll(async () => {
    mongo = await mongoUnderTest();
  });
  afterAll(() => mongo.stop());
  beforeEach(async () => {
    data = await folder();
    await copyFormerFolder(data);
    database = `${mongo.database}-${randomBytes(3).toString('hex')}`;
    settings = {
      HAWIYA_MONGO_URL: mongo.uri,
      HAWIYA_MONGO_DATABASE: database,
      HAWIYA_KEYS_SECRET: secret,
      HAWIYA_SUBJECT_SECRET: await secretIn(data),
    };
    printed.length = 0;
    for (const stream of ['log', 'error'] as const)
      jest.spyOn(console, stream).mockImplementation((line: unknown) => void printed.push(String(line)));
  });
  afterEach(() => {
    process.env = environment;
    jest.restoreAllMocks();
  });

  it('takes the keys of the former release to MongoDB and back, so that every event is read as before', async () => {
    const sealedWith = await keysOfEvents(data);
    const all = (keys: KeyStore) => Promise.all(sealedWith.map((keyId) => keys.keyById(keyId)));
    const home = await openEmbeddedKeyStore({ path: join(data, 'keys') });
    const before = await all(home);
    await home.close();
    expect(before).not.toContain('unknown');

    await hawiya('--from', data);
    expect(printed.at(-2)).toMatch(
      /^\d+ keys and \d+ erased ones: [1-9]\d* copied, 0 were there; both hold the same$/,
    );
    expect(await inMongo(all)).toEqual(before);
    await hawiya('--from', data);
    expect(printed.at(-2)).toMatch(/: 0 copied, [1-9]\d* were there; both hold the same$/);

    const [back, own] = [await folder(), join(await folder(), 'master.key')];
    await hawiya('--to', back, '--master-key', own);
    expect(await secretIn(back)).toBe(settings['HAWIYA_SUBJECT_SECRET']);
    expect((await stat(join(back, 'keys/subject.secret'))).mode & 0o777).toBe(0o600);
    const again = await openEmbeddedKeyStore({ path: join(back, 'keys'), masterKey: { file: own } });
    expect(await all(again)).toEqual(before);
    await again.close();
    await expect(access(join(back, 'keys/master.key'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('wraps a folder’s keys with HAWIYA_KEYS_SECRET where it has no master key of its own', async () => {
    await hawiya('--from', data);
    const back = await folder();
    await hawiya('--to', back);
    const masterKey = Buffer.from(secret, 'hex');
    await (await openEmbeddedKeyStore({ path: join(back, 'keys'), masterKey })).close();
  });

  it('fences the source: its start says where the keys went', async () => {
    await hawiya('--from', data);
    await expect(openParts(readConfiguration({ HAWIYA_DATA: data }), silentLogger())).rejects.toMatchObject({
      name: 'KeyStoreError',
      message: expect.stringMatching(
        new RegExp(`^the keys were copied to MongoDB at .*, database ${database}-keys on .* go on there`),
      ),
    });
    await hawiya('--to', data);
    await (await openParts(readConfiguration({ HAWIYA_DATA: data }), silentLogger())).close();
    await expect(inMongo((keys) => keys.find('0'.repeat(32) as Subject))).rejects.toMatchObject({
      code: 'moved',
      message: expect.stringContaining(`the embedded keys in ${data}`),
    });
  });

  describe('refuses in one line', () => {
    const refused = (exitCode: number, message: RegExp) => ({
      name: 'ExpectedFailure',
      exitCode,
      message: expect.stringMatching(message),
    });
    const noSecretIsTold = async (call: Promise<unknown>) => {
      const error: unknown = await call.catch((reason: unknown) => reason);
      const told = [...printed, error instanceof Error ? error.message : ''].join('\n');
      for (const one of [secret, settings['HAWIYA_SUBJECT_SECRET'] ?? '-', 'hunter2'])
        expect(told).not.toContain(one);
      throw error;
    };

    it.each([
      ['no folder', []],
      ['two folders', ['--from', 'a', '--to', 'b']],
      ['a MongoDB', ['--from', 'mongodb://hawiya:hunter2@db/']],
    ])('a call that names %s', async (_, args) => {
      await expect(noSecretIsTold(hawiya(...args))).rejects.toMatchObject(refused(2, /HAWIYA_MONGO_URL/));
    });

    it('settings without MongoDB, and a MongoDB that is away', async () => {
      settings = { ...settings, HAWIYA_MONGO_URL: undefined };
      await expect(hawiya('--from', data)).rejects.toMatchObject(refused(2, /HAWIYA_MONGO_URL and/));
      settings = {
        ...settings,
        HAWIYA_MONGO_URL: 'mongodb://hawiya:hunter2@127.0.0.1:1/?serverSelectionTimeoutMS=500',
      };
      await expect(noSecretIsTold(hawiya('--from', data))).rejects.toMatchObject(
        refused(2, /^MongoDB at .*127\.0\.0\.1:1, database .* is away: /),
      );
    });

    it('a folder that has no keys, or is in use', async () => {
      await expect(hawiya('--from', await folder())).rejects.toMatchObject(refused(3, /no keys\/keys in it/));
      const lock = await lockFolder(data);
      await expect(hawiya('--from', data)).rejects.toMatchObject(refused(3, /in use .*stop the service/));
      await lock.release();
    });

    it('a subject secret that is missing, or another one', async () => {
      settings = { ...settings, HAWIYA_SUBJECT_SECRET: undefined };
      await expect(hawiya('--from', data)).rejects.toMatchObject(
        refused(2, /HAWIYA_SUBJECT_SECRET is not set: set it to what is in .*subject\.secret/),
      );
      settings = { ...settings, HAWIYA_SUBJECT_SECRET: randomBytes(32).toString('hex') };
      await expect(noSecretIsTold(hawiya('--from', data))).rejects.toMatchObject(
        refused(2, /nobody would be recognised/),
      );
      expect(await inMongo((keys) => keys.keyById('x'))).toBe('unknown');
    });

    it('another master key than the keys were wrapped with, and a file that is none', async () => {
      await rm(join(data, 'keys/master.key'));
      await expect(noSecretIsTold(hawiya('--from', data))).rejects.toMatchObject(
        refused(2, /belong to another master key; HAWIYA_KEYS_SECRET/),
      );
      const file = join(await folder(), 'master.key');
      await expect(hawiya('--from', data, '--master-key', file)).rejects.toMatchObject(refused(2, /no such/));
      await writeFile(file, 'none', { mode: 0o600 });
      await expect(hawiya('--from', data, '--master-key', file)).rejects.toMatchObject(
        refused(2, /not 64 hex digits/),
      );
    });

    it('a target with other keys, and leaves them alone', async () => {
      const subject = randomBytes(16).toString('hex') as Subject; // as good as an HMAC
      await hawiya('--from', data); // makes the collections
      database = `${database}-2`;
      settings = { ...settings, HAWIYA_MONGO_DATABASE: database };
      const theirs = await inMongo((keys) => keys.keyFor(subject));
      const another = await folder();
      await copyFormerFolder(another);
      await expect(hawiya('--from', another)).rejects.toMatchObject(
        refused(1, /^the target holds the keys [0-9a-f]{12}, and the source the keys [0-9a-f]{12}: copy to/),
      );
      expect(await inMongo((keys) => keys.find(subject))).toEqual(theirs);
    });
  });
});

/** Which keys the events of a folder's log were sealed with. */
async function keysOfEvents(data: string): Promise<readonly string[]> {
  const store = await openEmbeddedEventStore({ path: join(data, 'event-store') });
  const found = new Set<string>();
  for await (const event of store.readAll()) {
    const text = Buffer.from(event.data).toString();
    for (const [, keyId] of text.matchAll(/"key":"([\w.]+)"/g)) if (keyId !== undefined) found.add(keyId);
  }
  await store.close();
  return [...found];
}
