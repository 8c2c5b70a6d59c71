import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readConfiguration } from '#configuration/read-configuration.js';
import { createLogger } from '#runtime/logging/logger.js';
import { type KafkaCluster, startKafka } from '#test/services/kafka.js';
import { eventually } from '#test/support/eventually.js';
import { HttpClient } from '#test/support/http.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { startTokenMint, type TokenMint } from '#test/support/token-mint.js';
import { type RunningService, startService } from './service.js';
import { EVERY_STAGE } from './stages.js';

/** Long enough for what waits to repeat itself many times. */
const OBSERVED_MS = 4_000;
const PATIENT = { deadlineMs: 60_000 };

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly why?: string;
  readonly err?: unknown;
  readonly retries?: number;
  readonly afterMs?: number;
}

/** Everything else is embedded. MongoDB's own refusal needs a server with users, which no peer here is. */
describe('what a process says of a Kafka', () => {
  const folder = temporaryFolders();
  let kafka: KafkaCluster;
  let mint: TokenMint;
  let settings: Readonly<Record<string, string>>;
  let lines: Line[];
  let service: RunningService | undefined;

  const start = async (more: Readonly<Record<string, string>>): Promise<RunningService> => {
    const logger = createLogger(
      { level: 'info', format: 'json' },
      { write: (line) => lines.push(JSON.parse(line) as Line) },
    );
    service = await startService(readConfiguration({ ...settings, ...more }), EVERY_STAGE, { logger });
    return service;
  };
  const words = () =>
    lines
      .filter(({ level, msg }) => level > 30 || msg.endsWith('is back'))
      .map(({ level, msg }) => `${level} ${msg}`);
  const isReady = async () => {
    const http = new HttpClient(service?.url ?? '');
    const { status } = await http.ask('GET', '/health/ready');
    http.close();
    return status === 200;
  };

  beforeAll(async () => {
    kafka = await startKafka({ secure: true });
    mint = await startTokenMint();
  });
  afterAll(async () => {
    await kafka.dispose();
    await mint.close();
  });
  beforeEach(async () => {
    lines = [];
    settings = {
      HAWIYA_PORT: '0',
      HAWIYA_DATA: await folder(),
      HAWIYA_ISSUER: mint.issuer,
      HAWIYA_KEYS_SECRET: randomBytes(32).toString('hex'),
    };
  });
  afterEach(async () => {
    await service?.close();
    service = undefined;
  });

  it('that takes another password: one error that names the settings, and does not repeat it', async () => {
    if (kafka.secure === undefined) throw new Error('there is a secure listener');
    const { broker, ca, username } = kafka.secure;
    const authority = join(await folder(), 'ca.pem');
    await writeFile(authority, ca);
    await start({
      HAWIYA_KAFKA_BROKERS: broker,
      HAWIYA_KAFKA_TLS: 'on',
      HAWIYA_KAFKA_CA: authority,
      HAWIYA_KAFKA_SASL: 'plain',
      HAWIYA_KAFKA_USERNAME: username,
      HAWIYA_KAFKA_PASSWORD: 'wr0ng-s3cret',
    });
    await eventually(() => words().length > 0, PATIENT);
    await sleep(OBSERVED_MS);
    expect(words()).toEqual([
      '50 Kafka refuses this service: mend HAWIYA_KAFKA_BROKERS, HAWIYA_KAFKA_USERNAME, HAWIYA_KAFKA_PASSWORD',
    ]);
    expect(JSON.stringify(lines)).not.toContain('s3cret');
  });

  it('that goes and comes back: one line each, the second with how long and how many retries', async () => {
    await start({ HAWIYA_KAFKA_BROKERS: kafka.brokers.join(',') });
    await eventually(isReady, PATIENT);
    expect(words()).toEqual([]);
    await kafka.nodes[0].kill();
    await eventually(() => words().length > 0, PATIENT);
    await sleep(OBSERVED_MS);
    expect(words()).toEqual(['40 Kafka is away; what needs it waits or is tried again']);
    await kafka.nodes[0].start();
    await eventually(() => words().includes('30 Kafka is back'), PATIENT);
    const back = lines.find(({ msg }) => msg === 'Kafka is back');
    expect([back?.retries ?? 0, back?.afterMs ?? 0].map((figure) => figure > 0)).toEqual([true, true]);
    await eventually(isReady, PATIENT);
    expect(words()).toHaveLength(2);
  });
});
