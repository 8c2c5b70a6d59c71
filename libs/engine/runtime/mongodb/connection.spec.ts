import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type EmbeddedMongo, startEmbeddedMongo } from '#embedded-mongodb/server.js';
import { freePort } from '#test/services/free-port.js';
import { eventually } from '#test/support/eventually.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { type OpenedMongo, openMongo } from './connection.js';
import { isTransient } from './failure.js';
import { hostsOf, MongoSettingsError } from './url.js';

jest.setTimeout(30_000);

const FAST = '?serverSelectionTimeoutMS=100&connectTimeoutMS=1000&heartbeatFrequencyMS=500';
/** A busy machine needs more than a tenth of a second until it is told that nobody listens. */
const PATIENT = FAST.replace('TimeoutMS=100&', 'TimeoutMS=600&');
const opened: OpenedMongo[] = [];
afterEach(async () => {
  for (const mongo of opened.splice(0)) await mongo.close();
});

function open(url: string, onRetry?: (problem: string) => void): OpenedMongo {
  const backOff = { firstMs: 5, capMs: 20 };
  const mongo = openMongo({
    url,
    database: 'd',
    appName: 'hawiya-test',
    backOff,
    ...(onRetry && { onRetry }),
  });
  opened.push(mongo);
  return mongo;
}
const nobody = async (query = FAST) => `mongodb://127.0.0.1:${await freePort()}/${query}`;

describe('a connection to MongoDB', () => {
  const folder = temporaryFolders();

  it('waits for a server that is not there, and finds it again whenever it comes back', async () => {
    const [path, port] = [join(await folder(), 'data'), await freePort()];
    const start = (): Promise<EmbeddedMongo> => startEmbeddedMongo({ path, listen: { port } });
    const problems: string[] = [];
    const { connection, probe, ready } = open(`mongodb://127.0.0.1:${port}/${PATIENT}`, (problem) =>
      problems.push(problem),
    );
    const ask = async () => connection.collection('c').countDocuments({});
    await eventually(() => problems.length >= 2);
    expect(await probe.check()).toEqual({ ok: false, detail: expect.stringContaining('ECONNREFUSED') });
    expect(problems[0]).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED/);
    expect(await ask().catch(isTransient)).toBe(true);

    for (let times = 0; times < 2; times += 1) {
      const server = await start();
      await ready;
      await eventually(async () => (await probe.check()).ok);
      expect(await ask()).toBe(0);
      await server.close();
      await eventually(async () => !(await probe.check()).ok);
      expect((await probe.check()).detail).toMatch(/^127\.0\.0\.1:\d+: .*(ECONNREFUSED|closed)/);
      expect(await ask().catch(isTransient)).toBe(true);
    }
  });

  it('can be closed while it waits', async () => {
    const problems: string[] = [];
    const mongo = open(await nobody('?serverSelectionTimeoutMS=60000'), (problem) => problems.push(problem));
    await mongo.close();
    expect(problems).toEqual([]);
  });

  it('writes to a majority and its journals, reads what a majority has, from the primary', async () => {
    open(await nobody());
    const [client] = opened.map(({ connection }) => connection.getClient());
    expect(client?.options).toMatchObject({
      writeConcern: { w: 'majority', journal: true, wtimeoutMS: 10_000 },
      readConcern: { level: 'majority' },
      readPreference: { mode: 'primary' },
      retryWrites: true,
      retryReads: true,
      appName: 'hawiya-test',
      maxPoolSize: 50,
      waitQueueTimeoutMS: 5_000,
      socketTimeoutMS: 60_000,
      heartbeatFrequencyMS: 500,
      serverSelectionTimeoutMS: 100,
    });
  });

  it.each([
    'w=1',
    'journal=false',
    'readPreference=secondary',
    'readConcernLevel=local',
    'retryWrites=false',
    'maxPoolSize=5&W=0',
  ])('refuses a URL with %s', (query) => {
    expect(() => open(`mongodb://127.0.0.1:1/?${query}`)).toThrow(MongoSettingsError);
    expect(() => open(`mongodb://127.0.0.1:1/?${query}`)).toThrow(/must not set (w|W|journal|re\w+)/);
  });

  it.each(['mongodb://', 'mongodb://h:x/', 'mongodb://h/?frobnicate=1', 'http://h/', 'mongodb://u:p@w@h/'])(
    'refuses the URL %s',
    (url) => {
      expect(() => open(url)).toThrow(MongoSettingsError);
    },
  );
});

describe('a password', () => {
  const secret = 'geheim';

  it('is in no message', async () => {
    const problems: string[] = [];
    const port = await freePort();
    const { probe } = open(`mongodb://nora:${secret}@127.0.0.1:${port}/${FAST}`, (problem) =>
      problems.push(problem),
    );
    await eventually(() => problems.length > 0);
    const said = [...problems, JSON.stringify(await probe.check())];
    for (const query of ['w=1', 'frobnicate=1', 'authMechanism=NONE']) {
      try {
        open(`mongodb://nora:${secret}@127.0.0.1:${port}/?${query}`);
      } catch (error) {
        said.push(String(error), String(error instanceof Error ? error.stack : ''));
      }
    }
    expect(said).toHaveLength(8);
    expect(said.join('\n')).not.toContain(secret);
    expect(said.join('\n')).not.toContain('nora');
  });

  it.each([
    [`mongodb://nora:${secret}@a.example:27017,b.example/x?tls=true`, 'mongodb://a.example:27017,b.example'],
    [`mongodb+srv://nora:${secret}@a.example`, 'mongodb+srv://a.example'],
    ['mongodb://%2Ftmp%2Fm.sock/?directConnection=true', 'mongodb://%2Ftmp%2Fm.sock'],
    ['mongodb://[::1]:1', 'mongodb://[::1]:1'],
  ])('is left out of %s', (url, shown) => {
    expect(hostsOf(url)).toBe(shown);
  });

  it.each([
    `mongodb://nora:${secret}?x@a.example/`,
    `mongodb://nora:12?${secret}@a.example/`,
    `mongodb://nora:${secret}/1@a.example/`,
    `mongodb://nora:${secret}@`,
    `mongodb:/nora:${secret}@a.example`,
    `mongodb://a.example/?authMechanismProperties=AWS_SESSION_TOKEN:x@${secret}`,
  ])('is not shown of %s, whatever it is', (url) => {
    expect(hostsOf(url)).toBe('a malformed URL (not shown)');
  });
});
