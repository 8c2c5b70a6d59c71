import { EventStoreDBClient } from '@eventstore/db-client';
import { Metadata, status } from '@grpc/grpc-js';
import { describe, expect, it } from '@jest/globals';
import { type ClientCalls, clientCalls } from './client-calls.js';

const AWAY = 'esdb://127.0.0.1:1,127.0.0.1:2?tls=false&discoveryInterval=1&maxDiscoverAttempts=2';

/** A call fails while the client looks for a node, and finds none. */
async function failsMeanwhile(client: ClientCalls): Promise<void> {
  const error = Object.assign(new Error('14 UNAVAILABLE'), {
    code: status.UNAVAILABLE,
    details: '',
    metadata: new Metadata(),
  });
  const connecting = client.getChannel();
  const handling = client.handleError({ getChannel: () => connecting as never }, error); // some other channel
  await expect(connecting).rejects.toThrow('Failed to discover');
  await handling;
}

describe("the client's calls", () => {
  it('leave no rejection that nobody catches, as the bare client does', async () => {
    const bare = EventStoreDBClient.connectionString(AWAY) as unknown as ClientCalls;
    await expect(failsMeanwhile(bare)).rejects.toThrow('Failed to discover');
    await failsMeanwhile(clientCalls(AWAY));
  });
});
