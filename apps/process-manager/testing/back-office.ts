import { explainedRefusal } from '#apps/api/problems/explained.js';
import { join } from 'node:path';
import { Test, type TestingModule } from '@nestjs/testing';
import type { Connection } from 'mongoose';
import { Registry } from 'prom-client';
import { EVENTS_TOPIC, topicsWith } from '#contracts/topics.js';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import type { Distribution, ReceivedMessage } from '#topics/port.js';
import { HttpWebhooks } from '#topics/webhooks/http/http-webhooks.js';
import type { Webhooks } from '#topics/webhooks/port.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { Policy } from '#domain/policy/policy.js';
import { toMessage } from '#contracts/cloud-events.js';
import type { Codec } from '#event-sourcing/codec.js';
import { ErasedKeysFile } from '#event-sourcing/keys/erased-keys-file.js';
import type { Position, RecordedEvent } from '#event-store/port.js';
import { systemClock } from '#runtime/clock/clock.js';
import { createLogger } from '#runtime/logging/logger.js';
import { NO_TRACING } from '#runtime/tracing/no-tracing.js';
import type { Tracing } from '#runtime/tracing/tracing.js';
import { eventually } from '#test/support/eventually.js';
import { mongoUnderTest } from '#test/support/mongo-under-test.js';
import { Office } from '#use-cases/testing/office.js';
import type { CaseIds } from '../carry-out.js';
import { Eraser } from '../erasure/eraser.js';
import { FACTS_INBOXES, LEGACY_INBOX } from '../inbox/facts-topics.js';
import { PROCESS_MANAGER_GROUP } from '../group.js';
import { ProcessManagerModule } from '../process-manager.module.js';
import { LIMITS } from './limits.js';

/** Events. */
const PUBLISHED_AT_ONCE = 100;

export const PATIENCE = { deadlineMs: 15_000 };

/** An office with the process manager behind it, on the embedded drivers; what the distributor does, `settle` does. */
export class BackOffice {
  readonly openCases: ApplicationId[] = [];
  listOpenCases: CaseIds['open'] = () => Promise.resolve(this.openCases);
  readonly caseIds: CaseIds = {
    open: () => this.listOpenCases(),
    waiting: () => this.listOpenCases(),
  };
  readonly lines: string[] = [];
  /** None, unless a test says otherwise before it starts one. */
  webhooks: Webhooks = new HttpWebhooks(new Map(), { timeoutMs: 1_000, clock: systemClock });
  private readonly running = new Set<TestingModule>();
  private published: Position | undefined;

  private constructor(
    readonly office: Office,
    readonly distribution: Distribution,
    readonly connection: Connection,
    readonly eraser: Eraser,
    private readonly end: () => Promise<void>,
  ) {}

  /** Closes the distribution it is given, too; default: embedded, in the folder. */
  static async open(folder: string, given?: Distribution, policy?: Policy): Promise<BackOffice> {
    const office = await Office.open(policy);
    const distribution =
      given ??
      (await openEmbeddedDistribution({
        path: join(folder, 'topics'),
        backOff: { firstMs: 2, capMs: 10 },
      }));
    const mongo = await mongoUnderTest();
    const connection = await mongo.connect();
    // There are no read models here: who erases destroys keys.
    const eraser = new Eraser({
      log: office.log,
      keys: office.keys,
      connection,
      models: [],
      list: new ErasedKeysFile(join(folder, 'erasures.jsonl')),
      forget: () => office.log.forget(),
      settleMs: 20_000,
    });
    return new BackOffice(office, distribution, connection, eraser, async () => {
      await Promise.all([mongo.stop(), distribution.close()]);
      await office.close();
    });
  }

  /** Starts a process manager; more than one may run. */
  async start(
    tracing: Tracing = NO_TRACING,
    codec: Pick<Codec, 'decode'> = this.office.codec,
  ): Promise<TestingModule> {
    const { office, distribution, connection } = this;
    const ports = {
      distribution,
      codec,
      log: office.log,
      policy: office.policy,
      connection,
      old: { store: office.store },
      caseIds: this.caseIds,
      cases: () => Promise.resolve(this.openCases.length),
      eraser: this.eraser,
      subjects: office.subjects,
      webhooks: this.webhooks,
      clock: { now: () => new Date(office.now) },
      logger: createLogger(
        { level: 'warn', format: 'json' },
        { write: (line: string) => this.lines.push(line) },
      ),
      metrics: new Registry(),
      explained: explainedRefusal,
      tracing,
    };
    const deadLetters = { deadLettersMax: 100, deadLettersMaxPercent: 1, staysReady: false };
    const options = { partitions: 2, deadlinesEveryMs: 10, lookEveryMs: 10, limits: LIMITS, deadLetters };
    await distribution.ensureTopics(topicsWith(options.partitions));
    const imports = [office.useCases, ProcessManagerModule.register(ports, options, office.useCases)];
    const module = await Test.createTestingModule({ imports }).compile();
    await module.init();
    this.running.add(module);
    return module;
  }

  async stop(module: TestingModule): Promise<void> {
    this.running.delete(module);
    await module.close();
  }

  /** Publishes what has happened, until all of it is reacted to and nothing more happens. */
  async settle(): Promise<void> {
    do {
      await this.publish();
      await this.reacted();
    } while (this.published !== (await this.office.store.lastPosition()));
  }

  /** Publishes all that ever happened once more, and waits until it is reacted to. */
  async publishAgain(): Promise<void> {
    this.published = undefined;
    await this.publish();
    await this.reacted();
  }

  /** All that ever happened, as a consumer of one partition would be given it. */
  async messages(): Promise<readonly ReceivedMessage[]> {
    const messages: ReceivedMessage[] = [];
    for await (const event of this.office.store.readAll()) {
      const offset = BigInt(messages.length);
      messages.push({ ...toMessage(event), topic: EVENTS_TOPIC, partition: 0, offset });
    }
    return messages;
  }

  async publish(): Promise<void> {
    const after = this.published === undefined ? {} : { after: this.published };
    let page: RecordedEvent[] = [];
    const flush = async () => {
      const [last] = page.slice(-1);
      if (last === undefined) return;
      await this.distribution.publish(
        EVENTS_TOPIC,
        page.map((event) => toMessage(event)),
      );
      this.published = last.position;
      page = [];
    };
    for await (const event of this.office.store.readAll(after)) {
      page.push(event);
      if (page.length === PUBLISHED_AT_ONCE) await flush();
    }
    await flush();
  }

  async close(): Promise<void> {
    for (const module of this.running) await this.stop(module);
    await this.end();
  }

  private async reacted(): Promise<void> {
    const lag = async (topic: string, group: string) =>
      (await this.distribution.lag(topic, group)).reduce((sum, partition) => sum + partition.lag, 0n);
    await eventually(async () => (await lag(EVENTS_TOPIC, PROCESS_MANAGER_GROUP)) === 0n, PATIENCE);
    for (const { topic, group } of [...FACTS_INBOXES, LEGACY_INBOX])
      if (await this.distribution.hasTopic(topic))
        await eventually(async () => (await lag(topic, group)) === 0n, PATIENCE);
  }
}
