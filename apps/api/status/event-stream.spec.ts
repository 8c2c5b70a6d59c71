import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { EventStream } from './event-stream.js';

const EVENT = 'x'.repeat(65_536);
const EVENTS = 400;

describe('a reader who is slower than the events', () => {
  it('makes the stream wait, and loses nothing', async () => {
    let sent = 0;
    const server = createServer((_request, response) => {
      const stream = new EventStream(response, new AbortController().signal, 60_000);
      void (async () => {
        for (; sent < EVENTS; sent += 1) await stream.send('status', String(sent), EVENT);
        stream.end();
      })();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // it listens on a port
    const [response] = (await once(get({ port, host: '127.0.0.1' }), 'response')) as [IncomingMessage];
    response.pause();
    await settled(() => sent);
    expect(sent).toBeLessThan(EVENTS);
    let bytes = 0;
    response.on('data', (chunk: Buffer) => (bytes += chunk.length));
    response.resume();
    await once(response, 'end');
    expect(sent).toBe(EVENTS);
    expect(bytes).toBeGreaterThan(EVENTS * EVENT.length);
    server.close();
  });

  it('ends at the signal, even for a reader who takes nothing', async () => {
    const controller = new AbortController();
    let sent = 0;
    let over: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (over = resolve));
    const server = createServer((_request, response) => {
      const stream = new EventStream(response, controller.signal, 60_000);
      void (async () => {
        while (await stream.send('status', '1', EVENT)) sent += 1;
        stream.end();
        over();
      })();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // it listens on a port
    const request = get({ port, host: '127.0.0.1' });
    request.on('error', () => undefined);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.on('error', () => undefined);
    response.pause();
    await settled(() => sent);
    controller.abort();
    await ended;
    request.destroy();
    server.close();
  });
});

/** Resolves when the figure has not moved for a few looks. */
async function settled(figure: () => number): Promise<void> {
  let still = 0;
  for (let last = -1; still < 5; last = figure()) {
    still = figure() === last ? still + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
