import { setMaxListeners } from 'node:events';
import type { CallOptions, Channel, ClientReadableStream, Metadata } from '@grpc/grpc-js';
import { EventStoreError } from '../errors.js';
import type { AppendResult } from '../port.js';
import { Answers } from './answers.js';
import { readAppendAnswer } from './append-answer.js';
import { type AppendCall, AppendStream } from './append-stream.js';
import { type ClientCalls, clientCalls } from './client-calls.js';
import { type Credentials, parseConnectionString } from './connection-string.js';
import { Failure, failureOf } from './failure.js';
import { type StreamsCalls, StreamsClient, StreamsService } from './protocol.js';
import { type Answer, readAnswer } from './read-answer.js';
import { type AppendRequest, type ReadRequest, writeAppend, writeRead } from './requests.js';

export const closed = (): EventStoreError => new EventStoreError('unavailable', 'the event store is closed');

type ReadCall = ClientReadableStream<Answer>;

/** One connection to the server or cluster. Connects when it is first used, and again whenever it is lost. */
export class Connection {
  private channel: Pick<Channel, 'close'> | undefined;
  private appends: AppendStream | undefined;
  private opening: Promise<AppendStream> | undefined;
  private readonly reads = new Set<Answers>();
  private readonly ending = new AbortController();

  private constructor(
    private readonly client: ClientCalls,
    private readonly credentials: Credentials | undefined,
  ) {
    setMaxListeners(0, this.ending.signal); // everything that waits for a connection listens to it
  }

  /** @throws EventStoreError `invalid`: not a connection string, or a file it names is not there. */
  static to(connectionString: string): Connection {
    const { withoutCredentials, credentials } = parseConnectionString(connectionString);
    try {
      return new Connection(clientCalls(withoutCredentials), credentials);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new EventStoreError('invalid', `not an EventStoreDB connection string: ${why}`, { cause: error });
    }
  }

  /** Aborts when the connection is closed. */
  get closing(): AbortSignal {
    return this.ending.signal;
  }

  /** Sends one append. @throws Failure, EventStoreError (closed), the signal's reason. */
  async append(
    request: AppendRequest,
    deadlineMs: number,
    signal: AbortSignal | undefined,
  ): Promise<AppendResult> {
    this.checkOpen();
    if (this.appends !== undefined && this.appends.failure === undefined)
      return this.appends.append(request, deadlineMs, signal);
    const began = performance.now();
    this.opening ??= this.openAppendStream();
    const stream = await this.inTime(this.opening, deadlineMs);
    return stream.append(request, deadlineMs - (performance.now() - began), signal);
  }

  /** Opens a read or a subscription. @throws Failure, EventStoreError (closed). */
  async read(request: ReadRequest, deadlineMs: number): Promise<Answers> {
    const opening = this.open<ReadCall>('read', (client, args) =>
      client.makeServerStreamRequest(StreamsService.read.path, writeRead, readAnswer, request, ...args),
    );
    try {
      const answers = new Answers(await this.inTime(opening, deadlineMs));
      this.reads.add(answers);
      return answers;
    } catch (error) {
      void opening.then(
        (late) => late.cancel(),
        () => undefined, // it has been told
      );
      throw error;
    }
  }

  /** To be called for each `read` when it is over or not wanted any more. */
  release(answers: Answers): void {
    if (!this.reads.delete(answers)) return;
    answers.cancel();
  }

  /** Ends what is open, and the connection. */
  close(): void {
    this.ending.abort(closed());
    for (const answers of this.reads) this.release(answers);
    this.appends?.close();
    this.channel?.close();
  }

  /** @throws EventStoreError `unavailable` */
  checkOpen(): void {
    if (this.closing.aborted) throw closed();
  }

  private async openAppendStream(): Promise<AppendStream> {
    try {
      const call = await this.open<AppendCall>('append', (client, args) =>
        client.makeBidiStreamRequest(StreamsService.batchAppend.path, writeAppend, readAppendAnswer, ...args),
      );
      this.appends = new AppendStream(call);
      return this.appends;
    } finally {
      this.opening = undefined;
    }
  }

  /** The client looks after the call from here on: an error that says so makes it connect anew for the next one. */
  private async open<
    T extends { cancel(): void; on(event: 'error', listener: (error: Error) => void): unknown },
  >(name: string, start: (client: StreamsCalls, args: [Metadata, CallOptions]) => T): Promise<T> {
    this.checkOpen();
    try {
      const call = await this.client.GRPCStreamCreator(StreamsClient, name, (client) => {
        this.channel = client.getChannel();
        const { credentials } = this;
        return start(
          client,
          this.client.callArguments({ credentials, requiresLeader: true }, { deadline: Infinity }),
        );
      })();
      call.on('error', () => undefined); // whoever uses the call is told as well, unless it is not used any more
      if (this.closing.aborted) call.cancel();
      return call;
    } catch (error) {
      throw failureOf(error);
    }
  }

  /** Finding a node may take longer than a call has; nothing was sent then. */
  private inTime<T>(opening: Promise<T>, deadlineMs: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Failure('unreachable', `no connection in ${Math.round(deadlineMs)} ms`));
      const timer = setTimeout(late, deadlineMs);
      const close = () => reject(closed());
      this.closing.addEventListener('abort', close, { once: true });
      void opening.then(resolve, reject).finally(() => {
        clearTimeout(timer);
        this.closing.removeEventListener('abort', close);
      });
    });
  }
}
