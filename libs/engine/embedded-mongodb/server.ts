import { once } from 'node:events';
import { chmodSync, lstatSync, unlinkSync } from 'node:fs';
import { type AddressInfo, type Server, connect, createServer } from 'node:net';

import type { VolumeOptions } from '#runtime/lmdb/volume.js';
import { ClientConnection } from './connection.js';
import { Cursors } from './cursors.js';
import { FailPoint } from './fail-point.js';
import { Storage } from './storage.js';

export type Listen = { readonly socket: string } | { readonly port: number; readonly host?: string };

export interface EmbeddedMongoOptions extends VolumeOptions {
  /** A Unix socket (mode 0600, *.sock: drivers insist), or a port on loopback (0: any free one). There is no sign-in. */
  readonly listen: Listen;
  /** As MongoDB's `enableTestCommands`: commands can be made to fail, see fail-point.ts. Never outside tests. */
  readonly testCommands?: boolean;
  /** Gets one line per connection that had to be ended and per bug; default: standard error. */
  readonly log?: (line: string) => void;
}

export interface EmbeddedMongo {
  /** A connection string without a database name. */
  readonly uri: string;
  /** Answers what is under way, closes all connections and the files. */
  readonly close: () => Promise<void>;
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;
/** How often cursors nobody asks for are looked for. */
const SWEEP_MS = 60_000;

/**
 * Starts a server that speaks the MongoDB wire protocol on LMDB files. Writes are durable before they are answered.
 * @throws Error when the address is in use or not loopback, or the folder cannot be used.
 */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const { listen, log = (line: string) => void process.stderr.write(`${line}\n`) } = options;
  const storage = new Storage(options);
  const cursors = new Cursors();
  const failPoint = options.testCommands === true ? new FailPoint() : undefined;
  const connections = new Set<ClientConnection>();
  let lastConnection = 0;
  const server = createServer((socket) => {
    const context = { storage, cursors, failPoint, connectionId: (lastConnection += 1) };
    const connection = new ClientConnection(socket, context, log);
    connections.add(connection);
    void connection.served.then(() => connections.delete(connection));
  });
  try {
    await startListening(server, listen);
  } catch (error) {
    await storage.close();
    throw error;
  }
  const sweeping = setInterval(() => cursors.sweep(Date.now()), SWEEP_MS).unref();
  return {
    uri: uriOf(server, listen),
    close: async () => {
      clearInterval(sweeping);
      const closed = once(server, 'close');
      server.close();
      await Promise.all(Array.from(connections, (connection) => connection.end()));
      await closed;
      cursors.sweep();
      await storage.close();
    },
  };
}

async function startListening(server: Server, listen: Listen): Promise<void> {
  if ('socket' in listen) {
    if (!listen.socket.endsWith('.sock'))
      throw new Error(`drivers take only *.sock for a socket, not ${listen.socket}`);
    await removeStale(listen.socket);
    server.listen(listen.socket);
    // libuv binds at once: nobody else gets a turn between the two.
    chmodSync(listen.socket, 0o600);
  } else {
    const { port, host = '127.0.0.1' } = listen;
    if (!LOOPBACK.test(host))
      throw new Error(`the embedded MongoDB has no sign-in and listens on loopback only, not on ${host}`);
    server.listen(port, host);
  }
  await once(server, 'listening');
}

/** Removes the socket file of a process that is gone. @throws Error when someone listens there. */
async function removeStale(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw new Error(`${path} is there, and it is no socket`);
  const probe = connect(path);
  try {
    await once(probe, 'connect');
  } catch {
    unlinkSync(path);
    return;
  } finally {
    probe.destroy();
  }
  throw new Error(`another process listens on ${path}`);
}

function uriOf(server: Server, listen: Listen): string {
  if ('socket' in listen) return `mongodb://${encodeURIComponent(listen.socket)}/?directConnection=true`;
  const { address, port, family } = server.address() as AddressInfo; // not a pipe: it listens on a port
  return `mongodb://${family === 'IPv6' ? `[${address}]` : address}:${port}/?directConnection=true`;
}
