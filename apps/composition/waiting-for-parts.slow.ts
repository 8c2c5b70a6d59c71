import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ServerDouble } from '#test/doubles/eventstoredb/server-double.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { eventually } from '#test/support/eventually.js';
import { HttpClient } from '#test/support/http.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { startTokenMint, type TokenMint } from '#test/support/token-mint.js';
import { checkOptions } from './checking.js';
import { checkParts } from './parts-check.js';
import { openParts } from './parts.js';
import { type RunningService, startService } from './service.js';
import { EVERY_STAGE, type Stage } from './stages.js';

jest.setTimeout(60_000);

const PATIENT = { deadlineMs: 30_000 };

describe('a process whose parts are not all there yet', () => {
  const folder = temporaryFolders();
  let mint: TokenMint;
  let mongo: MongoUnderTest;
  let double: ServerDouble;
  let settings: Readonly<Record<string, string>>;
  const running: RunningService[] = [];

  const start = async (stages: readonly Stage[] = EVERY_STAGE) => {
    const configuration = readConfiguration({ ...settings, HAWIYA_DATA: await folder() });
    const service = await startService(configuration, stages, { logger: silentLogger() });
    running.push(service);
    return service;
  };
  const stop = async () => {
    for (const service of running.splice(0)) await service.close();
  };
  const ready = async ({ url }: RunningService) => {
    const http = new HttpClient(url);
    const { status, body } = await http.ask('GET', '/health/ready');
    http.close();
    const { checks } = body as { readonly checks: Readonly<Record<string, unknown>> }; // as the document says
    return { status, parts: checks['parts'] };
  };
  const migrate = async () => {
    const configuration = readConfiguration({ ...settings, HAWIYA_DATA: await folder() });
    const parts = await openParts(configuration, silentLogger());
    await parts.ready;
    await parts.migrate();
    const log = await checkParts(parts, checkOptions(configuration, silentLogger(), true));
    await parts.close();
    return log;
  };
  const positionIn = async (path: string) => {
    const store = await openEmbeddedEventStore({ path });
    const last = await store.lastPosition();
    await store.close();
    return last;
  };

  beforeEach(async () => {
    mint = await startTokenMint();
    mongo = await mongoUnderTest();
    double = await ServerDouble.start(join(await folder(), 'log'));
    settings = {
      HAWIYA_PORT: '0',
      HAWIYA_ISSUER: mint.issuer,
      HAWIYA_EVENTSTORE_URL: double.connectionString,
      HAWIYA_MONGO_URL: mongo.uri,
      HAWIYA_MONGO_DATABASE: mongo.database,
      HAWIYA_KEYS_SECRET: randomBytes(32).toString('hex'),
      HAWIYA_SUBJECT_SECRET: randomBytes(32).toString('hex'),
    };
    // Its databases are dropped with the others.
    await mongo.connect();
    await mongo.connect(`${mongo.database}-keys`);
  });
  afterEach(async () => {
    await stop();
    await double.stop();
    await mongo.stop();
    await mint.close();
  });

  it('waits for a log that is away: not ready, answering nobody, and goes on once it is there', async () => {
    await double.stop();
    const service = await start();
    expect(await ready(service)).toMatchObject({ status: 503, parts: { ok: false } });
    const http = new HttpClient(service.url);
    const token = await mint.staff('analyst', 'a');
    for (const answer of [
      await http.ask('GET', '/v1/reports/applications', { token }),
      await http.ask('POST', '/v1/applications', { token, body: {} }),
    ])
      expect(answer).toMatchObject({
        status: 503,
        body: { code: 'unavailable' },
        headers: { 'retry-after': '1', 'content-type': expect.stringContaining('application/problem+json') },
      });
    http.close();
    const connection = await mongo.connect();
    for (const name of ['checkpoints', 'deadlines', 'read_models', 'log'])
      expect(await connection.collection(name).countDocuments()).toBe(0);
    await double.start();
    await migrate();
    await eventually(async () => (await ready(service)).status === 200, { ...PATIENT, what: 'being ready' });
  });

  it('waits for a log to be given its identity, when it is one of several processes', async () => {
    const service = await start(['projector']);
    const says = (detail: string) =>
      eventually(async () => JSON.stringify((await ready(service)).parts).includes(detail), {
        ...PATIENT,
        what: detail,
      });
    await says('the log has no identity yet (hawiya migrate)');
    expect(await ready(service)).toMatchObject({ status: 503, parts: { ok: false } });
    await says(`log ${await migrate()}`);
  });

  it('ends when the log that comes is another one, which it has not touched', async () => {
    await migrate();
    await double.stop();
    const service = await start();
    const path = join(await folder(), 'other');
    const other = await ServerDouble.start(path, { port: double.endpoint.port });
    await expect(service.closed).rejects.toMatchObject({
      name: 'MismatchError',
      message: expect.stringContaining('and this is an empty log'),
    });
    running.length = 0;
    await other.stop();
    expect(await positionIn(path)).toBeUndefined();
  });

  it('does not start on parts that answer and do not belong together, or ends as soon as they do', async () => {
    await migrate();
    const ended = () => start(['api']).then(({ closed }) => closed);
    settings = { ...settings, HAWIYA_SUBJECT_SECRET: randomBytes(32).toString('hex') };
    await expect(ended()).rejects.toMatchObject({ name: 'MismatchError' });
    settings = { ...settings, HAWIYA_KEYS_SECRET: randomBytes(32).toString('hex') };
    await expect(ended()).rejects.toMatchObject({ code: 'wrong-master-key' });
  });
});
