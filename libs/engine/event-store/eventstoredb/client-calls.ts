import { EventStoreDBClient, UnavailableError } from '@eventstore/db-client';
import { type CallOptions, type Channel, Metadata, status } from '@grpc/grpc-js';
import type { Credentials } from './connection-string.js';
import type { StreamsCalls, StreamsClient } from './protocol.js';
import { replaceLookUp } from './look-up.js';
import { mendServerNames } from './server-names.js';

/**
 * What the client uses for its own calls; its types (6.2.1) call it protected. Discovery, TLS, credentials and
 * reconnecting stay the client's; why not its public calls: docs/decisions/0014.
 */
export interface ClientCalls {
  GRPCStreamCreator<T>(
    service: typeof StreamsClient,
    name: string,
    create: (client: StreamsCalls) => T,
  ): () => Promise<T>;
  callArguments(
    options: { readonly credentials?: Credentials | undefined; readonly requiresLeader: true },
    call: CallOptions,
  ): [Metadata, CallOptions];
  getChannel(): Promise<Channel>;
  /** Connects anew for the next call when a failed one shows that it is needed. */
  handleError(client: Pick<StreamsCalls, 'getChannel'>, error: Error): Promise<void>;
}

/** What the client is told of a server that it is to leave: it looks for one anew, and for another one if it can. */
export const unavailable = (details: string): Error =>
  new UnavailableError(
    Object.assign(new Error(details), { code: status.UNAVAILABLE, details, metadata: new Metadata() }),
  );

/** Of the client, seconds: how long a node may take to say who leads. Its own 5 s would be waited for a frozen one. */
const GOSSIP_TIMEOUT = 'gossipTimeout=1';

function withGossipTimeout(connectionString: string): string {
  if (/[?&]gossip[_-]?timeout=/i.test(connectionString)) return connectionString;
  return `${connectionString}${connectionString.includes('?') ? '&' : '?'}${GOSSIP_TIMEOUT}`;
}

/** @throws Error: not a connection string. */
export function clientCalls(connectionString: string): ClientCalls {
  mendServerNames();
  replaceLookUp();
  const client = EventStoreDBClient.connectionString(
    withGossipTimeout(connectionString),
  ) as unknown as ClientCalls; // see above
  const { handleError } = client;
  // The client does it in the background, and waits for a connection that is just being made. If none can be made,
  // whoever asked for it is told; nobody would catch it here, and the process would end of it.
  client.handleError = (failed, error) => handleError(failed, error).catch(() => undefined);
  return client;
}
