import type { VolumeOptions } from '#runtime/lmdb/volume.js';
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
import { checkAppend, checkNotAborted } from '../validation.js';
import { closeFiles, type StoreFiles, openStoreFiles } from './files.js';
import type { Log } from './log.js';
import { readAll } from './read-all.js';
import { readStream } from './read-stream.js';
import { LogReader } from './reader.js';
import { subscribe } from './subscription.js';
import { Wakeup } from './wakeup.js';
import { LogWriter } from './writer.js';

/**
 * Opens the event store in the folder `path`, creating it if it is missing.
 * One process at a time.
 * @throws EventStoreError `unavailable`: the folder cannot be used, is in use, or holds another format.
 */
export async function openEmbeddedEventStore(options: VolumeOptions): Promise<EventStore> {
  return new EmbeddedEventStore(openStoreFiles(options));
}

class EmbeddedEventStore implements EventStore {
  private readonly writer: LogWriter;
  private readonly log: Log;
  private closing: Promise<void> | undefined;

  constructor(private readonly files: StoreFiles) {
    const reader = new LogReader(files);
    const news = new Wakeup();
    const writer = new LogWriter(files, reader, reader.lastPosition(), () => news.fire());
    const closed = () => this.closing !== undefined;
    this.writer = writer;
    this.log = { reader, last: () => writer.last, news, closed, checkOpen: () => this.checkOpen() };
  }

  async append(
    stream: StreamName,
    expected: ExpectedRevision,
    events: readonly [NewEvent, ...NewEvent[]],
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<AppendResult> {
    this.checkOpen();
    checkAppend(stream, expected, events);
    checkNotAborted(options.signal);
    const count = expected === 'no_stream' ? 0 : Number(expected) + 1;
    return this.writer.append(stream, count, events, options.signal);
  }

  readStream(stream: StreamName, options: ReadStreamOptions = {}): Promise<ReadStreamResult> {
    return readStream(this.log, stream, options);
  }

  readAll(options: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    return readAll(this.log, options);
  }

  subscribeToAll(options: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    return subscribe(this.log, options);
  }

  async lastPosition(): Promise<Position | undefined> {
    this.checkOpen();
    return this.writer.last === 0 ? undefined : (BigInt(this.writer.last) as Position); // the driver's own number
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    await this.writer.idle();
    this.log.news.fire();
    await closeFiles(this.files);
  }

  private checkOpen(): void {
    if (this.closing) throw new EventStoreError('unavailable', 'the event store is closed');
  }
}
