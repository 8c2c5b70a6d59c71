import type { BackOff } from '#runtime/back-off.js';
import type { HealthProbe } from '#runtime/health/probe.js';
import type { EventStoreError } from '../errors.js';
import type {
  AppendResult,
  EventStore,
  ExpectedRevision,
  NewEvent,
  Position,
  ReadAllOptions,
  ReadStreamOptions,
  ReadStreamResult,
  RecordedEvent,
  StreamName,
  SubscribeOptions,
  SubscriptionMessage,
} from '../port.js';
import { append } from './append.js';
import { closed, Connection } from './connection.js';
import { portError } from './explained.js';
import { healthOf } from './health.js';
import type { Silence } from './links.js';
import { endOfLog, requestStream } from './read.js';
import { requestAll } from './read-all.js';
import { type StreamFilters, streamFilters } from './stream-filter.js';
import { requestSubscription } from './subscription.js';

export interface EventStoreDbOptions {
  /** `esdb://user:password@host:2113?tls=true…`; credentials, TLS and discovery as EventStoreDB documents them. */
  readonly connectionString: string;
  /**
   * Of the streams that reads of the log and subscriptions give, named `<category>-<id>`: another application's in the
   * same server are never sent. Default: every stream that is not the server's own.
   */
  readonly categories?: readonly string[];
  /** How long an append may take before its outcome counts as unknown, milliseconds (default 5,000). */
  readonly appendDeadlineMs?: number;
  /**
   * How long a read may wait for the server's next answer, milliseconds (default 10,000). A read of all may wait as long
   * as the server answers anything: it may have to look for ours among millions of others.
   */
  readonly readDeadlineMs?: number;
  /** When a server of which nothing is heard is left, and looked for anew (default 2 s, probed, and 4 s). */
  readonly silence?: Silence;
  /** Between the drop of a subscription and its resumption (default 100 ms, doubling up to 10 s, with jitter). */
  readonly backOff?: BackOff;
  /** Told when a subscription is dropped; it goes on by itself. */
  readonly onDrop?: (error: EventStoreError) => void;
}

export interface EventStoreDb extends EventStore {
  /** Whether the server answers, and if not, why. */
  readonly health: HealthProbe;
}

/**
 * The event store on EventStoreDB: 23.10 and 24.6 tested, later ones by the same protocol, untested. Connects when first used and whenever the connection is lost.
 * @throws EventStoreError `invalid`: not a connection string.
 */
export function openEventStoreDb(options: EventStoreDbOptions): EventStoreDb {
  return new EventStoreDbEventStore(Connection.to(options.connectionString, options.silence), options);
}

class EventStoreDbEventStore implements EventStoreDb {
  readonly health: HealthProbe;
  private readonly appends = new Set<Promise<unknown>>();
  private readonly readDeadlineMs: number;
  private readonly filters: StreamFilters;
  private closed: Promise<void> | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly options: EventStoreDbOptions,
  ) {
    this.readDeadlineMs = options.readDeadlineMs ?? 10_000;
    this.filters = streamFilters(options.categories);
    this.health = healthOf(connection, Math.min(this.readDeadlineMs, 2_000));
  }

  async append(
    stream: StreamName,
    expected: ExpectedRevision,
    events: readonly [NewEvent, ...NewEvent[]],
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<AppendResult> {
    this.checkOpen();
    const appending = append(
      this.connection,
      { stream, expected, events },
      this.options.appendDeadlineMs ?? 5_000,
      signal,
    );
    this.appends.add(appending);
    try {
      return await appending;
    } finally {
      this.appends.delete(appending);
    }
  }

  async readStream(stream: StreamName, options: ReadStreamOptions = {}): Promise<ReadStreamResult> {
    this.checkOpen();
    return requestStream(this.connection, stream, options, this.readDeadlineMs);
  }

  readAll(options: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    this.checkOpen();
    return requestAll(this.connection, options, this.filters, this.readDeadlineMs);
  }

  subscribeToAll({ after, signal }: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    this.checkOpen();
    const { backOff = { firstMs: 100, capMs: 10_000 }, onDrop = () => undefined } = this.options;
    const { readDeadlineMs: deadlineMs, filters } = this;
    return requestSubscription(this.connection, after, signal, {
      filter: filters.events,
      backOff,
      onDrop,
      deadlineMs,
    });
  }

  async lastPosition(): Promise<Position | undefined> {
    this.checkOpen();
    try {
      return await endOfLog(this.connection, undefined, this.readDeadlineMs);
    } catch (error) {
      throw portError(error, 'read of the log');
    }
  }

  close(): Promise<void> {
    this.closed ??= this.shutDown();
    return this.closed;
  }

  private async shutDown(): Promise<void> {
    await Promise.allSettled(this.appends);
    this.connection.close();
  }

  private checkOpen(): void {
    if (this.closed) throw closed();
  }
}
