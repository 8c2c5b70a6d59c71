import { randomBytes } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startEmbeddedMongo } from '#embedded-mongodb/server.js';
import { ServerDouble } from '#test/doubles/eventstoredb/server-double.js';
import { PASSWORD, startGuarded } from '#test/doubles/eventstoredb/guarded.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { createLogger, silentLogger } from '#runtime/logging/logger.js';
import { eventually } from '#test/support/eventually.js';
import { HttpClient } from '#test/support/http.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { startTokenMint, type TokenMint } from '#test/support/token-mint.js';
import { checkOptions } from './checking.js';
import { checkParts } from './parts-check.js';
import { openParts } from './parts.js';
import { type RunningService, startService } from './service.js';
import { EVERY_STAGE } from './stages.js';

jest.setTimeout(90_000);

/** As long as the observation that found 24 lines; some of what waits would repeat itself many times. */
const OBSERVED_MS = 4_000;
const PATIENT = { deadlineMs: 30_000 };

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly where?: string;
  readonly why?: string;
  readonly err?: unknown;
  readonly retries?: number;
  readonly settings?: string;
}

describe('what a process says of parts that are away', () => {
  const folder = temporaryFolders();
  let mint: TokenMint;
  let mongo: Awaited<ReturnType<typeof startEmbeddedMongo>> | undefined;
  let double: ServerDouble;
  let data: string;
  let settings: Readonly<Record<string, string | undefined>>;
  let lines: Line[];
  let service: RunningService | undefined;

  const start = async (): Promise<RunningService> => {
    const logger = createLogger(
      { level: 'info', format: 'json' },
      { write: (line) => lines.push(JSON.parse(line) as Line) },
    );
    service = await startService(readConfiguration({ ...settings, HAWIYA_DATA: data }), EVERY_STAGE, {
      logger,
    });
    return service;
  };
  /** As an operator does, once. */
  const migrated = async () => {
    const configuration = readConfiguration({ ...settings, HAWIYA_DATA: data });
    const parts = await openParts(configuration, silentLogger());
    await parts.ready;
    await parts.migrate();
    await checkParts(parts, checkOptions(configuration, silentLogger(), true));
    await parts.close();
  };
  const startMongo = async () => {
    mongo = await startEmbeddedMongo({ path: join(data, 'm'), listen: { socket: join(data, 'm.sock') } });
  };
  const stopMongo = async () => {
    await mongo?.close();
    mongo = undefined;
  };
  /** Warnings and errors, and that something is back. */
  const told = () => lines.filter(({ level, msg }) => level > 30 || msg.endsWith('is back'));
  const words = () => told().map(({ level, msg }) => `${level} ${msg}`);
  const isReady = async () => {
    const http = new HttpClient(service?.url ?? '');
    const { status } = await http.ask('GET', '/health/ready');
    http.close();
    return status === 200;
  };

  beforeEach(async () => {
    data = await folder();
    lines = [];
    mint = await startTokenMint();
    double = await ServerDouble.start(join(data, 'log'));
    await startMongo();
    settings = {
      HAWIYA_PORT: '0',
      HAWIYA_ISSUER: mint.issuer,
      HAWIYA_EVENTSTORE_URL: double.connectionString,
      HAWIYA_MONGO_URL: mongo?.uri,
      HAWIYA_MONGO_DATABASE: 'away',
      HAWIYA_KEYS_SECRET: randomBytes(32).toString('hex'),
      HAWIYA_SUBJECT_SECRET: randomBytes(32).toString('hex'),
    };
    await migrated();
  });
  afterEach(async () => {
    await service?.close();
    service = undefined;
    await double.stop();
    await stopMongo();
    await mint.close();
  });

  const AWAY = 'is away; what needs it waits or is tried again';

  it('at its start: one line for EventStoreDB, without a stack, and one when it is back', async () => {
    await double.stop();
    await start();
    await sleep(OBSERVED_MS);
    expect(words()).toEqual([`40 EventStoreDB ${AWAY}`]);
    expect(told()[0]).toMatchObject({ where: double.connectionString.replace(/\?.*/, '') });
    expect(told()[0]?.err).toBeUndefined();
    await double.start();
    await eventually(() => words().includes('30 EventStoreDB is back'), PATIENT);
    expect(told().at(-1)?.retries).toBeGreaterThan(0);
    expect(words()).toHaveLength(2);
  });

  it('at its start: one line for MongoDB, and one when it is back', async () => {
    await stopMongo();
    await start();
    await sleep(OBSERVED_MS);
    expect(words()).toEqual([`40 MongoDB ${AWAY}`]);
    await startMongo();
    await eventually(() => words().includes('30 MongoDB is back'), PATIENT);
    expect(words()).toHaveLength(2);
  });

  it('later: one line each when they go under requests, and one each when they are back', async () => {
    await start();
    await eventually(isReady, PATIENT);
    lines.length = 0;
    await double.stop();
    await stopMongo();
    const http = new HttpClient(service?.url ?? '');
    const token = await mint.staff('analyst', 'a');
    const until = performance.now() + OBSERVED_MS;
    while (performance.now() < until) {
      await http.ask('GET', '/v1/reports/applications', { token });
      await sleep(100);
    }
    http.close();
    await eventually(() => words().length >= 2, PATIENT);
    expect(words().toSorted()).toEqual([`40 EventStoreDB ${AWAY}`, `40 MongoDB ${AWAY}`]);
    await double.start();
    await startMongo();
    await eventually(() => words().length >= 4, PATIENT);
    expect(words().slice(2).toSorted()).toEqual(['30 EventStoreDB is back', '30 MongoDB is back']);
    await eventually(isReady, PATIENT);
    expect(words()).toHaveLength(4);
  });

  it.each([
    ['a wrong password', 'clerk:wr0ng-s3cret@', 'does not know this user and password'],
    ['a user who has no rights', `clerk:${encodeURIComponent(PASSWORD)}@`, 'lacks the right'],
  ])('with %s: one error that names the setting, and does not repeat the password', async (_, user, why) => {
    await double.stop();
    const { server, connectionString } = await startGuarded(
      (options) => ServerDouble.start(join(data, 'guarded'), options),
      data,
    );
    double = server;
    settings = { ...settings, HAWIYA_EVENTSTORE_URL: connectionString(user) };
    await start();
    await sleep(OBSERVED_MS);
    expect(words()).toEqual(['50 EventStoreDB refuses this service: mend HAWIYA_EVENTSTORE_URL']);
    expect(told()[0]?.err).toBeUndefined();
    expect(told()[0]?.why).toContain(why);
    expect(JSON.stringify(lines)).not.toMatch(/s3cret|p4ss|w@rd|w%40rd/);
  });

  it('of Kafka on a closed port, which its client says a lot of: one line', async () => {
    settings = { ...settings, HAWIYA_KAFKA_BROKERS: `127.0.0.1:${await closedPort()}` };
    await start();
    await sleep(OBSERVED_MS);
    expect(words()).toEqual([`40 Kafka ${AWAY}`]);
  });

  it('of an issuer: one line, however many tokens cannot be verified, and one when it is back', async () => {
    const port = await closedPort();
    settings = { ...settings, HAWIYA_ISSUER: `http://127.0.0.1:${port}` };
    await start();
    await eventually(isReady, PATIENT);
    const http = new HttpClient(service?.url ?? '');
    const token = await mint.staff('analyst', 'a');
    for (let n = 0; n < 5; n += 1)
      expect(await http.ask('GET', '/v1/reports/applications', { token })).toMatchObject({ status: 503 });
    http.close();
    expect(words()).toEqual([`40 The issuer of tokens ${AWAY}`]);
    const metadata = { issuer: settings['HAWIYA_ISSUER'], jwks_uri: 'http://127.0.0.1:9/keys' };
    const issuer = createHttpServer((_, response) => response.end(JSON.stringify(metadata)));
    await new Promise<void>((resolve) => issuer.listen(port, '127.0.0.1', resolve));
    await eventually(() => words().includes('30 The issuer of tokens is back'), PATIENT);
    await new Promise((resolve) => issuer.close(resolve));
    expect(words()).toHaveLength(2);
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('it listened on no port');
  return address.port;
}
