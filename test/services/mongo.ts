import { setTimeout as pause } from 'node:timers/promises';
import mongoose from 'mongoose';
import { projectFile } from '#runtime/project-file.js';
import { freePort } from './free-port.js';
import { javaClasses } from './maven.js';
import { type ServerProcess, startServerProcess } from './server-process.js';

const STARTING_MS = 60_000;

/** A MongoDB-compatible server that is not ours, on loopback: mongo-java-server, which keeps everything in memory. */
export interface MongoPeer {
  readonly url: string;
  readonly pid: number;
  /** Ends it. */
  dispose(): Promise<void>;
}

/** Fetches it if it is not there, and starts it. Needs a JDK 17 and Maven. */
export async function startMongoPeer(): Promise<MongoPeer> {
  const classes = await javaClasses('mongo');
  const port = await freePort();
  const source = projectFile('test/services/mongo/Server.java');
  const memory = ['-Xms128m', '-Xmx512m', '-XX:+UseSerialGC'];
  const server = await startServerProcess('java', [...memory, '-cp', classes, source, String(port)]);
  const url = `mongodb://127.0.0.1:${port}/?directConnection=true`;
  try {
    await answers(url, server);
  } catch (error) {
    await server.kill();
    throw error;
  }
  return { url, pid: server.pid, dispose: () => server.kill() };
}

async function answers(url: string, server: ServerProcess): Promise<void> {
  const deadline = Date.now() + STARTING_MS;
  for (;;) {
    const connection = mongoose.createConnection(url, { serverSelectionTimeoutMS: 500 });
    try {
      await connection.asPromise();
      return;
    } catch (error) {
      if (!server.running) throw new Error(`mongo-java-server ended:\n${server.said()}`, { cause: error });
      if (Date.now() > deadline) throw new Error(`mongo-java-server does not answer`, { cause: error });
      await pause(100);
    } finally {
      await connection.close();
    }
  }
}
