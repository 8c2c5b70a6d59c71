import type { Subject } from '#decider/brand.js';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { OpenedKeyStore } from '#event-sourcing/keys/cached-key-store.js';
import { openEmbeddedKeyStore } from '#event-sourcing/keys/embedded/embedded-key-store.js';
import { openMongoKeyStore } from '#event-sourcing/keys/mongodb/mongo-key-store.js';
import { PERSONS } from '#event-sourcing/keys/mongodb/person-document.js';
import { secretFromFile } from '#runtime/files/secret-file.js';
import { type Child, startChild } from '#test/support/child.js';
import { eventually } from '#test/support/eventually.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';

jest.setTimeout(180_000);

const MAIN = new URL('../main.ts', import.meta.url);
const KEYS = 6_000;
/** Written, but not yet said whose they are, when it was killed: placed again. */
const BATCH = 500;
/** After so many the copy is killed. */
const SOME = [1, 2_000, 5_000] as const;

const somebody = () => randomBytes(16).toString('hex') as Subject; // as good as an HMAC

describe('hawiya keys copy, killed in the middle', () => {
  const folder = temporaryFolders();
  const secret = randomBytes(32).toString('hex');
  let data: string;
  let mongo: MongoUnderTest;
  let settings: Record<string, string>;
  let persons: readonly Subject[];

  const copying = (...args: string[]): Child =>
    startChild(MAIN, ['keys', 'copy', ...args], settings, { stderr: 'lines' });
  const inMongo = async () =>
    openMongoKeyStore({
      connection: await mongo.connect(`${mongo.database}-keys`),
      masterKey: Buffer.from(secret, 'hex'),
    });
  const within = async <T>(
    opening: Promise<OpenedKeyStore>,
    work: (keys: OpenedKeyStore) => Promise<T>,
  ): Promise<T> => {
    const keys = await opening;
    try {
      return await work(keys);
    } finally {
      await keys.close();
    }
  };
  /** Of a hundred persons, and of one who was erased. */
  const read = (keys: OpenedKeyStore) =>
    Promise.all(persons.filter((_, i) => i % (KEYS / 100) === 0).map((one) => keys.find(one)));

  async function killedAndGoneOn(args: readonly string[], arrived: () => Promise<number>): Promise<void> {
    for (const some of SOME) {
      const child = copying(...args);
      await eventually(async () => (await arrived()) >= some, { deadlineMs: 60_000, what: `${some} keys` });
      child.kill();
      expect(await child.ended).toBe('SIGKILL');
    }
    const { lines, ended } = copying(...args);
    expect([await ended, ...lines.slice(2)]).toEqual([
      0,
      expect.stringMatching(
        /^6,000 keys and 1 erased ones: [\d,]+ copied, [\d,]+ were there; both hold the same$/,
      ),
      expect.stringContaining('are fenced'),
    ]);
    const [, before = ''] = /copied, ([\d,]+) were there/.exec(lines.join('\n')) ?? [];
    expect(Number(before.replaceAll(',', ''))).toBeGreaterThanOrEqual(SOME[2] - BATCH);
  }

  beforeEach(async () => {
    mongo = await mongoUnderTest();
    data = await folder();
    persons = Array.from({ length: KEYS }, somebody);
    const subjectSecret = secretFromFile(join(await folder(), 'subject.secret'));
    settings = {
      HAWIYA_MONGO_URL: mongo.uri,
      HAWIYA_MONGO_DATABASE: mongo.database,
      HAWIYA_KEYS_SECRET: secret,
      HAWIYA_SUBJECT_SECRET: Buffer.from(subjectSecret).toString('hex'),
    };
    await within(openEmbeddedKeyStore({ path: join(data, 'keys') }), async (keys) => {
      const [erased] = [somebody()];
      await keys.keyFor(erased);
      await keys.erase(erased);
      await Promise.all(persons.map((one) => keys.keyFor(one)));
    });
  });
  afterEach(() => mongo.stop());

  it('goes on, both ways; nobody can work with half of the keys', async () => {
    const before = await within(openEmbeddedKeyStore({ path: join(data, 'keys') }), read);
    const connection = await mongo.connect(`${mongo.database}-keys`);
    await killedAndGoneOn(['--from', data], () => connection.collection(PERSONS.name).countDocuments());
    expect(await within(inMongo(), read)).toEqual(before);

    const back = await folder();
    const file = join(back, 'keys', 'keys');
    const slots = async () => {
      const bytes = await readFile(file).catch(() => Buffer.alloc(0));
      let live = 0;
      for (let at = 64; at < bytes.length; at += 64) live += bytes[at] === 1 ? 1 : 0;
      return live;
    };
    await killedAndGoneOn(['--to', back], slots);
    expect((await readFile(file)).subarray(0, 4).toString()).toBe('HWK1');
    const masterKey = Buffer.from(secret, 'hex');
    expect(await within(openEmbeddedKeyStore({ path: join(back, 'keys'), masterKey }), read)).toEqual(before);
  });
});
