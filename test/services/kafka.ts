import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { projectFile } from '#platform/project-file.js';

const run = promisify(execFile);

const SOURCES = projectFile('test/services/kafka');
/** Where the broker's classes are kept once they were fetched from Maven Central. */
const CLASSES = projectFile('.services/kafka');
const STARTING_MS = 60_000;

/** A broker of our own on loopback: Apache Kafka in KRaft mode, one node. */
export interface KafkaBroker {
  readonly brokers: readonly string[];
  readonly pid: number;
  /** SIGKILL: what it acknowledged is in the page cache or on disk. */
  kill(): Promise<void>;
  /** Comes back on the same port with the same data. */
  start(): Promise<void>;
  /** Ends it and removes its data. */
  dispose(): Promise<void>;
}

/** Fetches the broker if it is not there, formats its storage and starts it. Needs Java 17 and Maven. */
export async function startKafka(): Promise<KafkaBroker> {
  await install();
  const folder = await mkdtemp(join(tmpdir(), 'hawiya-kafka-'));
  const [port, controller] = [await freePort(), await freePort()];
  const properties = join(folder, 'server.properties');
  await writeFile(properties, settings(folder, port, controller));
  await java([
    'kafka.tools.StorageTool',
    'format',
    '--cluster-id',
    'aGF3aXlhLXRlc3QtMDAwMQ',
    '--config',
    properties,
  ]);
  const brokers = [`127.0.0.1:${port}`];
  let broker = await launch(properties, brokers);
  const kill = async () => {
    if (broker.exitCode !== null || broker.signalCode !== null) return;
    broker.kill('SIGKILL');
    await once(broker, 'exit');
  };
  return {
    brokers,
    get pid() {
      return broker.pid ?? 0;
    },
    kill,
    start: async () => {
      broker = await launch(properties, brokers);
    },
    dispose: async () => {
      await kill();
      await rm(folder, { recursive: true });
    },
  };
}

async function install(): Promise<void> {
  const complete = join(CLASSES, 'complete');
  if (existsSync(complete)) return;
  await mkdir(CLASSES, { recursive: true });
  const pom = join(SOURCES, 'pom.xml');
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${CLASSES}`];
  await run('mvn', ['-q', '-B', '-f', pom, ...goal], { maxBuffer: 10_485_760 });
  await writeFile(complete, '');
}

const settings = (folder: string, port: number, controller: number): string => `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${join(folder, 'data')}
auto.create.topics.enable=false
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
`;

const javaArguments = (main: readonly string[]): string[] => [
  '-Xms256m',
  '-Xmx512m',
  '-XX:+UseSerialGC',
  `-Dlog4j2.configurationFile=${join(SOURCES, 'log4j2.properties')}`,
  '-cp',
  `${CLASSES}/*`,
  ...main,
];

const java = (main: readonly string[]) => run('java', javaArguments(main));

async function launch(properties: string, brokers: readonly string[]): Promise<ChildProcess> {
  const child = spawn('java', javaArguments(['kafka.Kafka', properties]), {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = () => void child.kill('SIGKILL'); // it does not outlive us
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-20_000)));
  const deadline = Date.now() + STARTING_MS;
  while (!(await answers(brokers))) {
    if (child.exitCode !== null) throw new Error(`Kafka ended with ${child.exitCode}:\n${said}`);
    if (Date.now() > deadline) throw new Error(`Kafka did not answer within ${STARTING_MS} ms:\n${said}`);
  }
  return child;
}

/** Whether the broker is there and ready for topics. */
async function answers(brokers: readonly string[]): Promise<boolean> {
  const kafka = new Kafka({
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 500,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length > 0;
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return false;
  } finally {
    await admin.disconnect();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
