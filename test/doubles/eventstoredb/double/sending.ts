import type { ServerWritableStream } from '@grpc/grpc-js';
import { type ReadRequest, type ReadResponse } from './protocol.js';

export type ReadCall = ServerWritableStream<ReadRequest, ReadResponse>;

/** Waits until the client has taken what came before. */
export async function send(call: ReadCall, response: ReadResponse): Promise<void> {
  if (call.write(response) || call.cancelled) return;
  await new Promise<void>((resolve) => {
    const events = ['drain', 'cancelled', 'close', 'error'];
    const go = () => {
      for (const event of events) call.off(event, go);
      resolve();
    };
    for (const event of events) call.once(event, go);
  });
}
