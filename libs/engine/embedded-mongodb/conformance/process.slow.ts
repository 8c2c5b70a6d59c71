import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { type Socket, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import mongoose, { type Connection } from 'mongoose';

import { type EmbeddedMongo, startEmbeddedMongo } from '../server.js';
import { startChild } from '#test/support/child.js';
import type { Loose } from '#test/support/mongo-under-test.js';

/** For machines that are busy with something else; none takes more than two seconds on one that is not. */
jest.setTimeout(30_000);

const CHILD = new URL('../../../../test/support/children/embedded-mongodb.ts', import.meta.url);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hawiya-mongo-'));
});
afterAll(() => rm(folder, { recursive: true }));

const options = (name: string) => ({
  path: join(folder, name),
  listen: { socket: join(folder, `${name}.sock`) },
});
const open = (uri: string): Promise<Connection> =>
  mongoose.createConnection(uri, { dbName: 'test' }).asPromise();

async function using<T>(server: EmbeddedMongo, run: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await open(server.uri);
  try {
    return await run(connection);
  } finally {
    await connection.close();
    await server.close();
  }
}

/** A server in a process of its own. */
async function startServer(name: string, limits: { readonly largestFileKiB?: number } = {}) {
  const child = startChild(CHILD, [options(name).path], {}, { ...limits, stderr: 'ignore' });
  const uri = (await child.sees(/^mongodb:.*/))?.[0];
  if (uri === undefined) throw new Error('the server did not start');
  return { child, connection: await open(uri) };
}

describe('a disk that is full', () => {
  it('is an error of the writes, and of nothing else', async () => {
    const { child, connection } = await startServer('full', { largestFileKiB: 4_000 });
    const collection = connection.collection<Loose>('c');
    let written = 0;
    const fill = async (): Promise<never> => {
      for (;;)
        written += (await collection.insertOne({ _id: written, s: 'x'.repeat(200_000) })).acknowledged
          ? 1
          : 0;
    };
    await expect(fill()).rejects.toMatchObject({ code: 14031 });
    expect(written).toBeGreaterThan(0);
    expect(await collection.countDocuments()).toBe(written);
    expect(await collection.findOne({ _id: written - 1 })).not.toBeNull();
    await connection.close();
    child.kill();
    await child.ended;
  });
});

describe('a process that is killed', () => {
  it('has kept every write it answered, with its index entries', async () => {
    const { path, listen } = options('killed');
    const { child, connection } = await startServer('killed');
    await connection.collection<Loose>('acked').createIndex({ n: 1 }, { unique: true });
    const acked: number[] = [];
    const writers = [0, 1, 2, 3].map(async (writer) => {
      for (let i = 0; ; i += 1) {
        const n = i * 4 + writer;
        await connection.collection<Loose>('acked').updateOne({ _id: n }, { $set: { n } }, { upsert: true });
        if (acked.push(n) === 200) child.kill();
      }
    });
    await Promise.allSettled(writers);
    await connection.close();
    expect(acked.length).toBeGreaterThanOrEqual(200);
    await using(await startEmbeddedMongo({ path, listen }), async (after) => {
      const stored = await after.collection<Loose>('acked').find().toArray();
      const byIndex = await after.collection<Loose>('acked').find().sort({ n: 1 }).hint('n_1').toArray();
      expect(new Set(stored.map(({ _id }) => _id))).toEqual(new Set(byIndex.map(({ _id }) => _id)));
      expect(acked.filter((n) => !stored.some(({ _id }) => _id === n))).toEqual([]);
    });
  });
});

describe('the socket', () => {
  it('is for its owner only, replaces a stale file, and never a living one', async () => {
    const wanted = options('socket');
    const stale = createServer().listen(wanted.listen.socket);
    await once(stale, 'listening');
    await expect(startEmbeddedMongo(wanted)).rejects.toThrow('another process listens');
    await new Promise((resolve) => stale.close(resolve));
    await using(await startEmbeddedMongo(wanted), async () => {
      expect((await stat(wanted.listen.socket)).mode & 0o777).toBe(0o600);
    });
    await expect(stat(wanted.listen.socket)).rejects.toThrow('ENOENT');
    await writeFile(wanted.listen.socket, 'a file of yours');
    await expect(startEmbeddedMongo(wanted)).rejects.toThrow('is no socket');
  });

  it('is a loopback port if one asks for it, and no other address', async () => {
    const path = join(folder, 'port');
    await expect(startEmbeddedMongo({ path, listen: { port: 0, host: '0.0.0.0' } })).rejects.toThrow(
      'loopback',
    );
    await using(
      await startEmbeddedMongo({ path, listen: { port: 0 } }),
      (connection) => connection.db?.admin().ping() ?? Promise.reject(new Error()),
    );
  });
});

describe('bytes that are not the protocol', () => {
  const message = (opCode: number, body: Buffer, length = 16 + body.length): Buffer => {
    const header = Buffer.alloc(16);
    header.writeInt32LE(length, 0);
    header.writeInt32LE(opCode, 12);
    return Buffer.concat([header, body]);
  };
  const section = (...bytes: number[]) => message(2013, Buffer.from([0, 0, 0, 0, ...bytes]));

  it.each([
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
    ['a negative length', message(2013, Buffer.alloc(4), -1)],
    ['a length above 48 MB', message(2013, Buffer.alloc(4), 48_000_001)],
    ['an unknown operation', message(1, Buffer.alloc(8))],
    ['a compressed message', message(2012, Buffer.alloc(16))],
    ['required flags nobody knows', message(2013, Buffer.from([4, 0, 0, 0, 0]))],
    ['no section', section()],
    ['a section kind nobody knows', section(7, 5, 0, 0, 0, 0)],
    ['a section longer than its message', section(0, 255, 0, 0, 0, 0)],
    ['BSON cut short', section(0, 8, 0, 0, 0, 16, 97, 0, 0)],
    ['a document sequence without a name', section(1, 5, 0, 0, 0, 97)],
    ['an old query on a collection', message(2004, Buffer.from('\0\0\0\0test.c\0'.padEnd(40, '\0')))],
  ])('(%s) end that connection with a line in the log, and nothing else', async (_, bytes) => {
    const lines: string[] = [];
    const server = await startEmbeddedMongo({ ...options('bytes'), log: (line) => lines.push(line) });
    const socket: Socket = connect(options('bytes').listen.socket);
    await once(socket, 'connect');
    socket.write(bytes);
    socket.resume();
    await once(socket, 'close');
    expect(lines).toHaveLength(1);
    await using(server, (connection) => connection.db?.admin().ping() ?? Promise.reject(new Error()));
    expect(lines).toHaveLength(1);
  });
});

describe('closing', () => {
  it('answers what is under way, and opens again with everything there', async () => {
    const server = await startEmbeddedMongo(options('closing'));
    const connection = await open(server.uri);
    await connection.collection<Loose>('c').createIndex({ n: 1 });
    const writes = Array.from({ length: 20 }, (_, _id) =>
      connection
        .collection<Loose>('c')
        .insertOne({ _id, n: _id })
        .then(
          () => _id,
          () => undefined,
        ),
    );
    await Promise.race(writes);
    await server.close();
    await connection.close();
    const answered = (await Promise.all(writes)).filter((id) => id !== undefined);
    await using(await startEmbeddedMongo(options('closing')), async (again) => {
      const found = await again
        .collection<Loose>('c')
        .find({ n: { $gte: 0 } })
        .toArray();
      expect(found.map(({ _id }) => _id)).toEqual(expect.arrayContaining(answered));
    });
  });
});
