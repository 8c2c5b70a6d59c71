import { EventStoreDBClient } from '@eventstore/db-client';
import type { CallOptions, Channel, ClientReadableStream, Metadata } from '@grpc/grpc-js';
import { EventStoreError } from '../errors.js';
import {
  type AppendRequest,
  type AppendResponse,
  type ReadRequest,
  type ReadResponse,
  type StreamsCalls,
  StreamsClient,
} from './protocol.js';

/**
 * What the client uses for its own calls; its types (6.2.1, pinned) call it protected. We use it because the client's
 * public calls parse and print JSON, and an event has to come back in the very bytes it was stored in: its hash says
 * so. Discovery, TLS, credentials and reconnecting stay the client's.
 */
interface Calls {
  execute<T>(
    service: typeof StreamsClient,
    name: string,
    action: (client: StreamsCalls) => Promise<T>,
  ): Promise<T>;
  GRPCStreamCreator<T>(
    service: typeof StreamsClient,
    name: string,
    create: (client: StreamsCalls) => T,
  ): () => Promise<T>;
  callArguments(
    options: { readonly requiresLeader?: boolean; readonly deadline?: number },
    call?: CallOptions,
  ): [Metadata, CallOptions];
  getChannel(): Promise<Channel>;
}

/** One connection to the server or cluster. Connects when it is first used, and again whenever it is lost. */
export class Connection {
  private readonly calls: Calls;
  private used = false;

  private constructor(private readonly client: EventStoreDBClient) {
    this.calls = client as unknown as Calls; // see above
  }

  /** @throws EventStoreError `invalid`: not a connection string. */
  static to(connectionString: string): Connection {
    try {
      return new Connection(EventStoreDBClient.connectionString(connectionString));
    } catch (error) {
      // Not the string itself: it may hold a password.
      const why = error instanceof Error ? error.message : String(error);
      throw new EventStoreError('invalid', `not an EventStoreDB connection string: ${why}`, { cause: error });
    }
  }

  /** Sends one append; rejects with what gRPC says. `deadlineMs`: how long to wait for the answer. */
  append(
    requests: readonly AppendRequest[],
    deadlineMs: number,
    signal: AbortSignal | undefined,
  ): Promise<AppendResponse> {
    this.used = true;
    return this.calls.execute(
      StreamsClient,
      'append',
      (client) =>
        new Promise((resolve, reject) => {
          const [metadata, options] = this.calls.callArguments({
            requiresLeader: true,
            deadline: deadlineMs,
          });
          const call = client.append(metadata, options, (error, response) => {
            signal?.removeEventListener('abort', cancel);
            if (error) reject(error);
            else resolve(response);
          });
          const cancel = () => call.cancel();
          signal?.addEventListener('abort', cancel, { once: true });
          call.on('error', () => undefined); // the callback is told as well
          for (const request of requests) call.write(request); // at most what one append may hold
          call.end();
        }),
    );
  }

  /** The answers to a read or a subscription, as they come; whoever stops iterating ends the call. */
  async *read(request: ReadRequest, signal: AbortSignal | undefined): AsyncGenerator<ReadResponse, void> {
    if (signal?.aborted) return;
    this.used = true;
    let failure: unknown;
    const call = await this.calls.GRPCStreamCreator<ClientReadableStream<ReadResponse>>(
      StreamsClient,
      'read',
      (client) => {
        const [metadata, options] = this.calls.callArguments({}, { deadline: Infinity });
        const opened = client.read(request, metadata, options);
        // A call can fail before anybody iterates, and would then look as if it had ended.
        opened.on('error', (error) => (failure ??= error));
        return opened;
      },
    )();
    const cancel = () => call.cancel();
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      for await (const response of call) yield response as ReadResponse; // what this call answers
      if (failure !== undefined && !signal?.aborted) throw failure;
    } catch (error) {
      if (!signal?.aborted) throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
      call.cancel();
    }
  }

  /** Ends calls and connection. */
  async close(): Promise<void> {
    if (!this.used) return;
    await this.client.dispose();
    await this.calls.getChannel().then(
      (channel) => channel.close(),
      () => undefined, // never connected
    );
  }
}
