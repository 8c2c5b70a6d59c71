import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectFile } from '#runtime/project-file.js';
import { selfSignedCertificate } from './certificate.js';
import { freePort } from './free-port.js';
import { answers } from './kafka/answers.js';
import { type KafkaSettings, kafkaProperties, SECURE_USER } from './kafka/properties.js';
import { javaClasses } from './maven.js';
import { type ServerProcess, startServerProcess } from './server-process.js';

const STARTING_MS = 90_000;
const CLUSTER_ID = 'aGF3aXlhLXRlc3QtMDAwMQ';

export interface KafkaOptions {
  /** Brokers of the cluster, each a controller too (default 1). */
  readonly nodes?: number;
  /** Whether there is a listener with TLS and SASL (PLAIN and SCRAM-SHA-512), too. */
  readonly secure?: boolean;
  /** Who else can sign in at that listener (PLAIN), with the same password; makes an access list count, empty at first. */
  readonly accounts?: readonly string[];
}

/** One broker of a cluster, which a test may end in any way. */
export interface KafkaNode {
  readonly address: string;
  readonly pid: number;
  /** Where its topics are: a folder for each partition. */
  readonly data: string;
  /** SIGKILL. What it acknowledged is in the page cache, or on disk. */
  kill(): Promise<void>;
  /** Comes back at the same address with the same data; resolves when it answers. */
  start(): Promise<void>;
  /** It keeps its connections and answers nothing. */
  freeze(): void;
  thaw(): void;
}

/** Apache Kafka of our own on loopback, in KRaft mode. */
export interface KafkaCluster {
  readonly brokers: readonly string[];
  readonly nodes: readonly [KafkaNode, ...KafkaNode[]];
  /** Of the listener with TLS and SASL, if one was asked for. */
  readonly secure?: {
    readonly broker: string;
    /** PEM. */
    readonly ca: string;
    readonly username: string;
    readonly password: string;
  };
  /** Runs one of Kafka's own commands: the class, and what it is told. @throws Error with what it wrote, if it fails */
  command(main: string, args: readonly string[]): Promise<string>;
  /** Ends it and removes its data. */
  dispose(): Promise<void>;
}

/** Whether there are Java and Maven here. */
export async function canStartKafka(): Promise<boolean> {
  try {
    await promisify(execFile)('sh', ['-c', 'command -v java && command -v mvn']);
    return true;
  } catch {
    return false;
  }
}

/** Fetches Kafka if it is not there, formats its storage and starts it. Needs Java 17, Maven, and openssl if `secure`. */
export async function startKafka({
  nodes = 1,
  secure = false,
  accounts,
}: KafkaOptions = {}): Promise<KafkaCluster> {
  const classes = await javaClasses('kafka');
  const folder = await mkdtemp(join(tmpdir(), 'hawiya-kafka-'));
  const certificate = secure ? await selfSignedCertificate(folder) : undefined;
  const all: KafkaSettings[] = [];
  for (let id = 1; id <= nodes; id += 1) {
    const ports = { port: await freePort(), controllerPort: await freePort(), securePort: await freePort() };
    all.push({
      id,
      folder: join(folder, String(id)),
      ...ports,
      keystore: certificate?.keystore,
      ...(accounts !== undefined && { accounts }),
    });
  }
  const brokers = all.map(({ port }) => `127.0.0.1:${port}`);
  const made = all.map((settings) => new Node(classes, settings));
  try {
    await Promise.all(made.map((node) => node.format(all)));
    await Promise.all(made.map((node) => node.launch()));
    await answers(brokers, nodes, {
      deadlineMs: STARTING_MS,
      check: () => made.forEach((node) => node.check()),
    });
  } catch (error) {
    await Promise.all(made.map((node) => node.kill()));
    throw error;
  }
  const [first, ...others] = made;
  if (first === undefined) throw new RangeError('a cluster has at least one node');
  return {
    brokers,
    nodes: [first, ...others],
    ...(certificate !== undefined && {
      secure: { broker: `127.0.0.1:${all[0]?.securePort}`, ca: certificate.certificate, ...SECURE_USER },
    }),
    command: async (main, args) => (await promisify(execFile)('java', java(classes, [main, ...args]))).stdout,
    dispose: async () => {
      await Promise.all(made.map((node) => node.kill()));
      await rm(folder, { recursive: true });
    },
  };
}

class Node implements KafkaNode {
  readonly address: string;
  readonly data: string;
  private readonly properties: string;
  private server: ServerProcess | undefined;

  constructor(
    private readonly classes: string,
    private readonly settings: KafkaSettings,
  ) {
    this.address = `127.0.0.1:${settings.port}`;
    this.data = join(settings.folder, 'data');
    this.properties = join(settings.folder, 'server.properties');
  }

  get pid(): number {
    return this.running.pid;
  }

  async format(all: readonly KafkaSettings[]): Promise<void> {
    await mkdir(this.settings.folder);
    await writeFile(this.properties, kafkaProperties(this.settings, all));
    const { username, password } = SECURE_USER;
    const user = `SCRAM-SHA-512=[name=${username},password=${password}]`;
    const what = ['format', '--cluster-id', CLUSTER_ID, '--config', this.properties, '--add-scram', user];
    await promisify(execFile)('java', this.java(['kafka.tools.StorageTool', ...what]));
  }

  async launch(): Promise<void> {
    this.server = await startServerProcess('java', this.java(['kafka.Kafka', this.properties]));
  }

  /** @throws Error with what it wrote, if it has ended */
  check(): void {
    if (!this.running.running) throw new Error(`Kafka ended:\n${this.running.said()}`);
  }

  async start(): Promise<void> {
    await this.launch();
    await answers([this.address], 1, { deadlineMs: STARTING_MS, check: () => this.check() });
  }

  async kill(): Promise<void> {
    await this.server?.kill();
  }

  freeze(): void {
    this.running.signal('SIGSTOP');
  }

  thaw(): void {
    this.running.signal('SIGCONT');
  }

  private get running(): ServerProcess {
    if (this.server === undefined) throw new Error('Kafka was not started');
    return this.server;
  }

  private java(main: readonly string[]): string[] {
    return java(this.classes, main);
  }
}

/** Compiled quickly rather than well: most of its life it starts. */
function java(classes: string, main: readonly string[]): string[] {
  const logging = `-Dlog4j2.configurationFile=${projectFile('test/services/kafka/log4j2.properties')}`;
  const options = ['-Xms128m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
  return [...options, logging, '-cp', classes, ...main];
}
