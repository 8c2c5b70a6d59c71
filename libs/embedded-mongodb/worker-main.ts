import { parentPort, workerData } from 'node:worker_threads';

import { type EmbeddedMongoOptions, startEmbeddedMongo } from './server.js';
import type { WorkerMessage } from './worker.js';

/** The thread's side of worker.ts. */
const post = (message: WorkerMessage): void => parentPort?.postMessage(message, []);

try {
  const options = workerData as EmbeddedMongoOptions; // startEmbeddedMongoInWorker() passes it
  const server = await startEmbeddedMongo({ ...options, log: (log) => post({ log }) });
  parentPort?.once('message', () => void server.close().then(() => parentPort?.close()));
  post({ uri: server.uri });
} catch (failed) {
  post({ failed });
}
