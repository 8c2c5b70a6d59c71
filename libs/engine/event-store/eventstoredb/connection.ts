import { setMaxListeners } from 'node:events';
import {
  type CallOptions,
  type Channel,
  type ClientReadableStream,
  connectivityState,
  type Metadata,
  type StatusObject,
} from '@grpc/grpc-js';
import { EventStoreError } from '../errors.js';
import type { AppendResult } from '../port.js';
import { Answers } from './answers.js';
import { readAppendAnswer } from './append-answer.js';
import { type AppendCall, AppendStream } from './append-stream.js';
import { type ClientCalls, clientCalls } from './client-calls.js';
import { type Credentials, parseConnectionString } from './connection-string.js';
import { Failure, failureOf, isOwnCancellation } from './failure.js';
import { Link } from './link.js';
import { DEFAULT_SILENCE, Links, type Silence } from './links.js';
import { type StreamsCalls, StreamsClient, StreamsService } from './protocol.js';
import { type ReadAnswer, readAnswer } from './read-answer.js';
import { type AppendRequest, LAST_OF_ALL, type ReadRequest, writeAppend, writeRead } from './requests.js';

export const closed = (): EventStoreError => new EventStoreError('unavailable', 'the event store is closed');

/** Of a channel that was closed: nothing new can be asked over it. */
const SHUT_DOWN = connectivityState.SHUTDOWN;

type ReadCall = ClientReadableStream<ReadAnswer>;

interface Call {
  cancel(): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'metadata', listener: () => void): unknown;
  on(event: 'status', listener: (status: StatusObject) => void): unknown;
}

/** That a call is taken or over is news of the other side, too, unless it was us who ended it. */
function tellOf(call: Call, { heard }: Pick<Link, 'heard'>): void {
  call.on('error', () => undefined); // whoever uses the call is told as well, unless it is not used any more
  call.on('metadata', heard);
  call.on('status', (status) => {
    if (!isOwnCancellation(status)) heard();
  });
}

/** One connection to the server or cluster. Connects when it is first used, and again whenever it is lost. */
export class Connection {
  private channel: Pick<Channel, 'close'> | undefined;
  private appends: AppendStream | undefined;
  private opening: Promise<AppendStream> | undefined;
  private readonly reads = new Map<Answers, () => void>();
  private readonly links: Links;
  private readonly ending = new AbortController();

  private constructor(
    private readonly client: ClientCalls,
    private readonly credentials: Credentials | undefined,
    silence: Silence,
  ) {
    setMaxListeners(0, this.ending.signal); // everything that waits for a connection listens to it
    this.links = new Links(client, silence, (link) => this.probe(link));
  }

  /** @throws EventStoreError `invalid`: not a connection string, or a file it names is not there. */
  static to(connectionString: string, silence: Silence = DEFAULT_SILENCE): Connection {
    const { withoutCredentials, credentials } = parseConnectionString(connectionString);
    try {
      return new Connection(clientCalls(withoutCredentials), credentials, silence);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new EventStoreError('invalid', `not an EventStoreDB connection string: ${why}`, { cause: error });
    }
  }

  /** Who asks, if it is told to the server. */
  get user(): string | undefined {
    return this.credentials?.username;
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
      const { call, link } = await this.inTime(opening, deadlineMs);
      const answers = new Answers(call, link.heard);
      const detach = link.attach((failure) => answers.cancel(failure));
      link.ask();
      this.reads.set(answers, () => (detach(), link.answered()));
      return answers;
    } catch (error) {
      void opening.then(
        (late) => late.call.cancel(),
        () => undefined, // it has been told
      );
      throw error;
    }
  }

  /** To be called for each `read` when it is over or not wanted any more. */
  release(answers: Answers): void {
    this.reads.get(answers)?.();
    if (this.reads.delete(answers)) answers.cancel();
  }

  /** Ends what is open, and the connection. */
  close(): void {
    this.ending.abort(closed());
    for (const answers of this.reads.keys()) this.release(answers);
    this.links.close();
    this.appends?.close();
    this.channel?.close();
  }

  /** @throws EventStoreError `unavailable` */
  checkOpen(): void {
    if (this.closing.aborted) throw closed();
  }

  private async openAppendStream(): Promise<AppendStream> {
    try {
      const { call, link } = await this.open<AppendCall>('append', (client, args) =>
        client.makeBidiStreamRequest(StreamsService.batchAppend.path, writeAppend, readAppendAnswer, ...args),
      );
      this.appends = new AppendStream(call, link);
      return this.appends;
    } finally {
      this.opening = undefined;
    }
  }

  /** The client looks after the call from here on: an error that says so makes it connect anew for the next one. */
  private async open<T extends Call>(
    name: string,
    start: (client: StreamsCalls, args: [Metadata, CallOptions]) => T,
  ): Promise<{ readonly call: T; readonly link: Link }> {
    this.checkOpen();
    await this.links.left; // for the next call the client is to look for a server
    let link: Link | undefined;
    try {
      const call = await this.client.GRPCStreamCreator(StreamsClient, name, (client) => {
        this.channel = client.getChannel();
        link = this.links.of(client);
        return start(client, this.callArguments());
      })();
      if (link === undefined) throw new Error('the client made no call');
      tellOf(call, link);
      if (this.closing.aborted) call.cancel();
      return { call, link };
    } catch (error) {
      throw failureOf(error);
    }
  }

  private callArguments(): [Metadata, CallOptions] {
    const { credentials } = this;
    return this.client.callArguments({ credentials, requiresLeader: true }, { deadline: Infinity });
  }

  /** See `LinkOwner`: any answer will do, a refusal too. */
  private probe({ client, heard }: Link): boolean {
    if (client.getChannel().getConnectivityState(false) === SHUT_DOWN) return false;
    const call = client.makeServerStreamRequest(
      StreamsService.read.path,
      writeRead,
      readAnswer,
      LAST_OF_ALL,
      ...this.callArguments(),
    );
    call.on('data', heard);
    tellOf(call, { heard });
    return true;
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
