import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { brokerSocket } from './socket.js';

/** A socket that was connected, or tried to be, and is closed. */
async function closedSocket({ listening }: { readonly listening: boolean }) {
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  if (!listening) server.close();
  const socket = brokerSocket({ host: '127.0.0.1', port, onConnect: () => undefined } as Parameters<
    typeof brokerSocket
  >[0]); // the client leaves `ssl` out, whatever its types say
  socket.on('error', () => undefined).resume();
  await new Promise<void>((resolve) => void socket.on('close', () => resolve()));
  if (listening) server.close();
  return socket;
}

describe('a socket to a broker', () => {
  it.each([true, false])(
    'that is closed is let go of as often as one likes (was open: %s)',
    async (listening) => {
      const socket = await closedSocket({ listening });
      const waiting = socket.listenerCount('connect');
      for (let times = 0; times < 20; times += 1) socket.unref();
      expect(socket.listenerCount('connect')).toBe(waiting);
    },
  );
});
