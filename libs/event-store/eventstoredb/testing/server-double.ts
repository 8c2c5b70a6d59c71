import {
  type handleClientStreamingCall,
  type handleServerStreamingCall,
  Metadata,
  Server,
  ServerCredentials,
  type ServerWritableStream,
  status,
} from '@grpc/grpc-js';
import { openEmbeddedEventStore } from '../../embedded/embedded-event-store.js';
import type { EventStore, RecordedEvent } from '../../port.js';
import type { AppendRequest, AppendResponse, ReadRequest, ReadResponse } from '../protocol.js';
import { StreamsService } from '../protocol.js';
import { appendRefusal, appendTo, answerTo } from './double-appending.js';
import {
  checkpoint,
  caughtUp,
  confirmation,
  eventAnswer,
  notFoundAnswer,
  placeIn,
} from './double-reading.js';

/** What goes wrong, until it is set right again. */
export interface Faults {
  /** So many answers to appends are lost after the events were stored. */
  loseAnswers: number;
  /** Answers to appends come so much later, milliseconds. */
  delayMs: number;
  /** So many appends are refused by a node that is not the leader. */
  refuseAsNotLeader: number;
  /** Nothing works without rights. */
  denyAccess: boolean;
}

/**
 * Speaks EventStoreDB's protocol over the embedded store: enough of it for the driver and for the client's own
 * appends, reads and subscriptions. What it does was built from the protocol's definition and the server's documented
 * behaviour; it is no proof of how a real server behaves.
 */
export class ServerDouble {
  readonly faults: Faults = { loseAnswers: 0, delayMs: 0, refuseAsNotLeader: 0, denyAccess: false };
  /** Streams that were soft-deleted: read as missing. */
  readonly deleted = new Set<string>();
  /** First revision left in a truncated stream. */
  readonly truncated = new Map<string, bigint>();
  private readonly subscriptions = new Set<ServerWritableStream<ReadRequest, ReadResponse>>();
  private server: Server | undefined;
  private store: EventStore | undefined;

  private constructor(
    private readonly path: string,
    private port: number,
  ) {}

  /** On loopback; port 0: any free one. */
  static async start(path: string, port = 0): Promise<ServerDouble> {
    const double = new ServerDouble(path, port);
    await double.start();
    return double;
  }

  get connectionString(): string {
    return `esdb://127.0.0.1:${this.port}?tls=false`;
  }

  /** Comes (back) on the same port with the same log. */
  async start(): Promise<void> {
    this.store = await openEmbeddedEventStore({ path: this.path });
    const server = new Server({ 'grpc.max_receive_message_length': 17 * 1_048_576 });
    server.addService(StreamsService, {
      append: this.append,
      read: this.read,
      batchAppend: unimplemented,
      delete: unimplemented,
      tombstone: unimplemented,
    });
    this.port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${this.port}`, ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
    this.server = server;
  }

  /** Goes away at once: calls under way fail. */
  async stop(): Promise<void> {
    const { server, store } = this;
    this.server = undefined;
    this.store = undefined;
    server?.forceShutdown();
    await store?.close();
  }

  /** Drops every subscription, as a server does whose consumer is too slow. */
  dropSubscriptions(): number {
    const dropped = [...this.subscriptions];
    for (const call of dropped)
      call.emit('error', { code: status.ABORTED, details: 'Consumer too slow to handle event while live' });
    return dropped.length;
  }

  private readonly append: handleClientStreamingCall<AppendRequest, AppendResponse> = (call, answer) => {
    const requests: AppendRequest[] = [];
    call.on('data', (request: AppendRequest) => requests.push(request));
    call.on('error', () => undefined); // the client went away
    call.on('end', () => {
      const { faults } = this;
      if (faults.denyAccess) return answer(accessDenied());
      if (faults.refuseAsNotLeader > 0) {
        faults.refuseAsNotLeader -= 1;
        return answer(this.notLeader());
      }
      void this.doAppend(requests).then(
        async (response) => {
          if (faults.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, faults.delayMs));
          if (faults.loseAnswers > 0) {
            faults.loseAnswers -= 1;
            return answer({ code: status.UNAVAILABLE, details: 'Connection dropped' });
          }
          return answer(null, response);
        },
        (error: unknown) => answer(appendRefusal(error)),
      );
    });
  };

  private async doAppend(requests: readonly AppendRequest[]): Promise<AppendResponse> {
    return answerTo(await appendTo(this.open(), requests));
  }

  private readonly read: handleServerStreamingCall<ReadRequest, ReadResponse> = (call) => {
    if (this.faults.denyAccess) return call.emit('error', accessDenied());
    const options = call.request.getOptions();
    const stop = new AbortController();
    call.on('cancelled', () => stop.abort());
    call.on('close', () => stop.abort());
    call.on('error', () => stop.abort());
    const work =
      options?.getSubscription() === undefined
        ? this.doRead(call, stop.signal)
        : this.doSubscribe(call, stop.signal);
    return void work.then(
      () => call.end(),
      (error: unknown) => {
        if (!stop.signal.aborted)
          call.emit('error', { code: status.UNAVAILABLE, details: `Server Is Not Ready: ${String(error)}` });
      },
    );
  };

  private async doRead(
    call: ServerWritableStream<ReadRequest, ReadResponse>,
    signal: AbortSignal,
  ): Promise<void> {
    const place = placeIn(call.request);
    if (place.kind === 'stream') {
      const { stream, from, direction, limit } = place;
      const result = await this.open().readStream(stream, { from, direction, limit, signal });
      if (result.kind === 'no_stream' || this.deleted.has(stream))
        return void call.write(notFoundAnswer(stream));
      for (const event of result.events) if (this.isLeft(event)) await send(call, eventAnswer(event));
      return;
    }
    const { after, direction, limit, matches } = place;
    let given = 0;
    for await (const event of this.open().readAll({
      ...(after !== undefined && { after }),
      direction,
      signal,
    })) {
      if (given === limit) return;
      if (!matches(event.stream)) continue;
      await send(call, eventAnswer(event));
      given += 1;
    }
  }

  private async doSubscribe(
    call: ServerWritableStream<ReadRequest, ReadResponse>,
    signal: AbortSignal,
  ): Promise<void> {
    const place = placeIn(call.request);
    if (place.kind === 'stream') throw new Error('only subscriptions to $all');
    const { after, matches, window } = place;
    this.subscriptions.add(call);
    try {
      await send(call, confirmation());
      let looked = 0;
      const messages = this.open().subscribeToAll({ ...(after !== undefined && { after }), signal });
      for await (const message of messages) {
        if (message.kind === 'caught-up') await send(call, caughtUp());
        if (message.kind !== 'event') continue;
        if (matches(message.event.stream)) await send(call, eventAnswer(message.event));
        looked += 1;
        // As measured: the commit position of what comes next, and no prepare position.
        if (looked % window === 0) await send(call, checkpoint(message.event.position + 1n));
      }
    } finally {
      this.subscriptions.delete(call);
    }
  }

  private isLeft({ stream, revision }: RecordedEvent): boolean {
    return revision >= (this.truncated.get(stream) ?? 0n);
  }

  private open(): EventStore {
    if (this.store === undefined) throw new Error('stopped');
    return this.store;
  }

  private notLeader() {
    const metadata = new Metadata();
    metadata.set('exception', 'not-leader');
    metadata.set('leader-endpoint-host', '127.0.0.1');
    metadata.set('leader-endpoint-port', String(this.port));
    return { code: status.NOT_FOUND, details: 'Leader info available', metadata };
  }
}

function accessDenied() {
  const metadata = new Metadata();
  metadata.set('exception', 'access-denied');
  return { code: status.PERMISSION_DENIED, details: 'Access Denied', metadata };
}

function unimplemented(_call: unknown, answer: (error: { code: status; details: string }) => void): void {
  answer({ code: status.UNIMPLEMENTED, details: 'not part of the double' });
}

/** Waits until the client has taken what came before. */
async function send(
  call: ServerWritableStream<ReadRequest, ReadResponse>,
  response: ReadResponse,
): Promise<void> {
  if (call.write(response) || call.cancelled) return;
  await new Promise<void>((resolve) => {
    const go = () => {
      for (const event of ['drain', 'cancelled', 'close', 'error']) call.off(event, go);
      resolve();
    };
    for (const event of ['drain', 'cancelled', 'close', 'error']) call.once(event, go);
  });
}
