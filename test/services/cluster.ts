import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stage } from '#apps/composition/stages.js';
import { launchService, runCommand, type ServiceProcess } from '../support/service-process.js';
import { type ChildServer, startChildServer } from './child-server.js';
import { startEventStoreDouble } from './event-store-double.js';
import { type KafkaNode, startKafka } from './kafka.js';

type Settings = Readonly<Record<string, string>>;

/** EventStoreDB (its double), Kafka and MongoDB on loopback, and the service's processes on them. */
export interface Cluster {
  readonly eventStore: ChildServer;
  readonly kafka: KafkaNode;
  readonly mongo: ChildServer;
  /** What every process is started with. */
  readonly settings: Settings;
  launch(stage: Stage | 'sandbox', more?: Settings): ServiceProcess;
  /** Ends the servers and removes their data; the processes are ended by whoever launched them. */
  dispose(): Promise<void>;
}

interface Disposable {
  dispose(): Promise<void>;
}

/** Partitions of the topics: enough for two members of a group to have some each. */
const PARTITIONS = 4;

/** Starts the servers. `more`: settings of every process beside those that say where the servers are. */
export async function startCluster(more: Settings): Promise<Cluster> {
  const servers: Disposable[] = [];
  const dispose = async () => {
    for (const server of servers.splice(0).reverse()) await server.dispose();
  };
  const keep = <T extends Disposable>(server: T): T => {
    servers.push(server);
    return server;
  };
  try {
    const kafka = keep(await startKafka());
    const mongo = keep(await startChildServer('embedded-mongodb.js'));
    const eventStore = keep(await startEventStoreDouble());
    const apart = keep(await temporaryFolder());
    const settings = {
      HAWIYA_ERASURES_FILE: join(apart.path, 'erasures.jsonl'),
      HAWIYA_EVENTSTORE_URL: eventStore.url,
      HAWIYA_KAFKA_BROKERS: kafka.brokers.join(','),
      HAWIYA_MONGO_URL: mongo.url,
      HAWIYA_KEYS_SECRET: randomBytes(32).toString('hex'),
      HAWIYA_SUBJECT_SECRET: randomBytes(32).toString('hex'),
      HAWIYA_PARTITIONS: String(PARTITIONS),
      HAWIYA_PORT: '0',
      ...more,
    };
    await migrate(settings);
    return {
      eventStore,
      kafka: kafka.nodes[0],
      mongo,
      settings,
      launch: (stage, own) =>
        launchService({ script: `apps/${stage}/main.js`, settings: { ...settings, ...own } }),
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Outside of what the servers keep. */
async function temporaryFolder(): Promise<Disposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'hawiya-cluster-'));
  return { path, dispose: () => rm(path, { recursive: true }) };
}

/** As whoever runs it does, before the processes start. */
async function migrate(settings: Settings): Promise<void> {
  const { code, lines } = await runCommand(['migrate'], settings);
  if (code !== 0) throw new Error(`migrate ended with ${code}: ${lines.join(' ')}`);
}
