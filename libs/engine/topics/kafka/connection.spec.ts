import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mendConnection } from './connection.js';
import { brokerSocket } from './socket.js';

interface Connection {
  connect(): Promise<true>;
  disconnect(): Promise<true>;
  send(asked: { readonly request: object; readonly response: object }): Promise<unknown>;
}

const require = createRequire(import.meta.url);
const Connection = require('kafkajs/src/network/connection') as new (options: object) => Connection;
const Encoder = require('kafkajs/src/protocol/encoder') as new () => object;

const silent = { debug: () => undefined, error: () => undefined, namespace: () => silent };
const REQUEST_TIMEOUT_MS = 100;
/** More than a request passes through from its sender to the socket. */
const STEPS = 30;

/** Lets go of the microtask so many times. */
async function steps(count: number): Promise<void> {
  for (let step = 0; step < count; step += 1) await Promise.resolve();
}

describe('a connection to a broker that answers nothing', () => {
  const server = createServer((socket) => socket.on('error', () => undefined).resume());

  beforeAll(async () => {
    mendConnection();
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => void server.close());

  async function connected(): Promise<Connection> {
    const { port } = server.address() as { readonly port: number };
    const connection = new Connection({
      host: '127.0.0.1',
      port,
      logger: silent,
      socketFactory: brokerSocket,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionTimeout: 1_000,
    });
    await connection.connect();
    return connection;
  }

  const send = (connection: Connection): Promise<string> =>
    connection
      .send({
        request: { apiKey: 18, apiName: 'ApiVersions', apiVersion: 0, encode: () => new Encoder() },
        response: {},
      })
      .then(
        () => 'answered',
        (error: Error) => error.message,
      );

  /** What comes of a request that is sent as many steps before, or after, the connection begins to close. */
  async function sentAt(step: number): Promise<string> {
    const connection = await connected();
    const sent = steps(step).then(() => send(connection));
    await steps(STEPS / 2);
    await connection.disconnect();
    return sent;
  }

  it('ends every request, whenever it comes while the connection closes', async () => {
    const ends = await Promise.all(Array.from({ length: STEPS }, (_, step) => sentAt(step)));
    expect(new Set(ends.map((end) => end.replace(/^Request .* timed out$/, 'timed out')))).toEqual(
      new Set(['timed out', 'Closed connection', 'Not connected']),
    );
  });
});
