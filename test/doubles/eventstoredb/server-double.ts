import { type Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import type { EventStore } from '#event-store/port.js';
import { StreamsService } from '#event-store/eventstoredb/protocol.js';
import { appendCall, batchAppendCall } from './double/append-calls.js';
import { featuresCall, gossipCall, type Member } from './double/cluster-calls.js';
import { deleteCall, tombstoneCall } from './double/delete-calls.js';
import { Faults } from './double/faults.js';
import { DoubleLog } from './double/log.js';
import { GossipService, ServerFeaturesService } from './double/protocol.js';
import { readCall } from './double/read-calls.js';
import { type Endpoint, type Refused, tooSlow } from './double/refusals.js';
import { Rights } from './double/rights.js';
import type { ReadCall } from './double/sending.js';
import type { ServerVersion } from './double/version.js';
import { Writer } from './double/writer.js';

export interface DoubleOptions {
  /** Of loopback; by default a free one. */
  readonly port?: number;
  /** PEM; without it the double speaks without TLS. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** Passwords by user, of whom `admin` is an administrator; without them everybody may do everything. */
  readonly users?: Readonly<Record<string, string>>;
  /** Which of the servers that were measured it is like (default 23.10). */
  readonly version?: ServerVersion;
  /** Summed bytes of data in one append (default 1 MiB, as the server's). */
  readonly maxAppendBytes?: number;
}

const HOST = '127.0.0.1';
/** The largest message the server takes: a record of its log. */
const MAX_MESSAGE_BYTES = 16 * 1_048_576 - 10_000;

/**
 * Speaks EventStoreDB's protocol over the embedded store: what the driver needs, and the client's own appends, reads,
 * deletes and subscriptions. It behaves as a server of version 23.10 or 24.6 does by measurements and, the former, by its source;
 * `server-facts.spec.ts` holds it to that, and a real server too when EVENTSTORE_URL says where one is.
 */
export class ServerDouble {
  readonly faults = new Faults();
  /** Reads and subscriptions that are open. */
  readonly reads = new Set<ReadCall>();
  /** The other nodes, for a client that looks for the leader, which is `faults.leader` or else this one. */
  readonly peers: { readonly endpoint: Endpoint }[] = [];
  readonly rights: Rights | undefined;
  log: DoubleLog | undefined;
  writer: Writer | undefined;
  private server: Server | undefined;
  private store: EventStore | undefined;
  private port: number;

  private constructor(
    private readonly path: string,
    private readonly options: DoubleOptions,
  ) {
    this.port = options.port ?? 0;
    this.rights = options.users && new Rights(options.users);
  }

  static async start(path: string, options: DoubleOptions = {}): Promise<ServerDouble> {
    const double = new ServerDouble(path, options);
    await double.start();
    return double;
  }

  get endpoint() {
    return { host: HOST, port: this.port };
  }

  get connectionString(): string {
    return `esdb://${HOST}:${this.port}?tls=false`;
  }

  /** Comes (back) on the same port with the same log. */
  async start(): Promise<void> {
    await this.openLog(this.path);
    const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES });
    server.addService(StreamsService, {
      append: appendCall(this),
      batchAppend: batchAppendCall(this),
      read: readCall(this),
      delete: deleteCall(this),
      tombstone: tombstoneCall(this),
    });
    server.addService(GossipService, { read: gossipCall(() => this.members()) });
    server.addService(ServerFeaturesService, { getSupportedMethods: featuresCall(this.version) });
    this.port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`${HOST}:${this.port}`, this.credentials(), (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
    this.server = server;
  }

  /** Leads from now on, with the log of the former leader, which is at `path`. */
  async lead(path: string): Promise<void> {
    await this.store?.close();
    await this.openLog(path);
    this.faults.leader = undefined;
  }

  private async openLog(path: string): Promise<void> {
    this.store = await openEmbeddedEventStore({ path });
    this.log = new DoubleLog(this.store);
    this.writer = new Writer(this.log, this.faults);
  }

  /** Goes away at once: calls under way fail. */
  async stop(): Promise<void> {
    const { server, store } = this;
    this.server = undefined;
    this.store = undefined;
    this.log = undefined;
    this.writer = undefined;
    server?.forceShutdown();
    await store?.close();
  }

  /** Drops every subscription, as a server does whose consumer is too slow. */
  dropSubscriptions(): number {
    const dropped = [...this.reads].filter((call) => call.request.getOptions()?.hasSubscription());
    for (const call of dropped) call.emit('error', tooSlow('live'));
    return dropped.length;
  }

  get version(): ServerVersion {
    return this.options.version ?? '23.10';
  }

  get maxAppendBytes(): number {
    return this.options.maxAppendBytes ?? 1_048_576;
  }

  /** How a call is refused, if it is. */
  refused(metadata: Metadata): Refused | undefined {
    return this.faults.refused(this.endpoint) ?? this.rights?.unknown(metadata);
  }

  private members(): readonly Member[] {
    const leader = this.faults.leader ?? this.endpoint;
    return [this, ...this.peers].map(({ endpoint }) => ({
      ...endpoint,
      leads: endpoint.host === leader.host && endpoint.port === leader.port,
    }));
  }

  private credentials(): ServerCredentials {
    const { tls } = this.options;
    if (tls === undefined) return ServerCredentials.createInsecure();
    const pair = { cert_chain: Buffer.from(tls.certificate), private_key: Buffer.from(tls.key) };
    return ServerCredentials.createSsl(null, [pair], false);
  }
}
