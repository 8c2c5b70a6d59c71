import type { BackOff } from '#platform/back-off.js';
import { EventStoreError } from '../errors.js';
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
import { checkLimit } from '../validation.js';
import { append } from './append.js';
import { Connection } from './connection.js';
import { lastPosition, readAll, readStream } from './read.js';
import { subscribe } from './subscription.js';

export interface EventStoreDbOptions {
  /** `esdb://user:password@host:2113?tls=true…`; credentials, TLS and discovery as EventStoreDB documents them. */
  readonly connectionString: string;
  /** How long an append may take before its outcome counts as unknown, milliseconds (default 5,000). */
  readonly appendDeadlineMs?: number;
  /** Between the drop of a subscription and its resumption (default 100 ms, doubling up to 10 s, with jitter). */
  readonly backOff?: BackOff;
  /** Told when a subscription is dropped; it goes on by itself. */
  readonly onDrop?: (error: EventStoreError) => void;
}

/**
 * The event store on EventStoreDB 23.10 or newer. Connects when first used and whenever the connection is lost.
 * @throws EventStoreError `invalid`: not a connection string.
 */
export function openEventStoreDb(options: EventStoreDbOptions): EventStore {
  return new EventStoreDbEventStore(Connection.to(options.connectionString), options);
}

class EventStoreDbEventStore implements EventStore {
  private readonly closing = new AbortController();
  private readonly appends = new Set<Promise<unknown>>();
  private closed: Promise<void> | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly options: EventStoreDbOptions,
  ) {}

  async append(
    stream: StreamName,
    expected: ExpectedRevision,
    events: readonly [NewEvent, ...NewEvent[]],
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<AppendResult> {
    this.checkOpen();
    const appending = append(
      this.connection,
      [stream, expected, events],
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
    const result = await readStream(this.connection, stream, {
      ...options,
      signal: this.until(options.signal),
    });
    this.checkOpen();
    return result;
  }

  readAll(options: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    this.checkOpen();
    checkLimit(options.limit);
    return readAll(this.connection, { ...options, signal: this.until(options.signal) });
  }

  subscribeToAll({ after, signal }: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    this.checkOpen();
    const { backOff = { firstMs: 100, capMs: 10_000 }, onDrop = () => undefined } = this.options;
    return subscribe(this.connection, after, this.until(signal), { backOff, onDrop });
  }

  async lastPosition(): Promise<Position | undefined> {
    this.checkOpen();
    return lastPosition(this.connection, this.closing.signal);
  }

  close(): Promise<void> {
    this.closed ??= this.shutDown();
    return this.closed;
  }

  private async shutDown(): Promise<void> {
    await Promise.allSettled(this.appends);
    this.closing.abort(new EventStoreError('unavailable', 'the event store is closed'));
    await this.connection.close();
  }

  private until(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.closing.signal : AbortSignal.any([signal, this.closing.signal]);
  }

  private checkOpen(): void {
    if (this.closed) throw new EventStoreError('unavailable', 'the event store is closed');
  }
}
