import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type EmbeddedMongo, startEmbeddedMongo } from '#embedded-mongodb/server.js';
import { eventually } from '#test/support/eventually.js';
import { type OpenedMongo, openMongo } from './connection.js';

let folder: string;
let server: EmbeddedMongo;
let opened: OpenedMongo;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hawiya-waiting-writes-'));
  server = await startEmbeddedMongo({ path: join(folder, 'mongo'), listen: { host: '127.0.0.1', port: 0 } });
  opened = openMongo({ url: server.uri, database: 'test', appName: 'test' });
  await opened.ready;
});
afterAll(async () => {
  await opened.close();
  await server.close();
  await rm(folder, { recursive: true });
});

interface MonitorConnection {
  readonly socket: Socket;
  command(namespace: { readonly db: string }, command: object, options: object): Promise<unknown>;
}

/** The connection by which the driver looks after its one server. */
function monitored(): MonitorConnection | null | undefined {
  const { topology } = opened.connection.getClient() as unknown as {
    readonly topology: {
      readonly s: {
        readonly servers: ReadonlyMap<
          string,
          { readonly monitor: { readonly connection: MonitorConnection | null } }
        >;
      };
    };
  };
  return [...topology.s.servers.values()][0]?.monitor.connection;
}

it('a request on a connection that has just ended fails, and waits for nothing', async () => {
  const connection = monitored();
  if (connection === null || connection === undefined) throw new Error('nobody looks after the server');
  // Ended, and not yet closed: as it is for a moment when the other side goes.
  connection.socket.destroy();
  await expect(connection.command({ db: 'admin' }, { hello: 1 }, {})).rejects.toThrow('closed');
  await eventually(async () => (await opened.connection.collection('c').findOne({})) === null);
});
