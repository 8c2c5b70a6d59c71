import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import type { EmbeddedMongo, EmbeddedMongoOptions } from './server.js';

export type WorkerMessage =
  { readonly uri: string } | { readonly log: string } | { readonly failed: unknown };

/**
 * As startEmbeddedMongo, on a thread of its own: queries and commits do not hold up the caller's event loop.
 * Needs the compiled modules. A crash of the thread is an uncaught error of the process.
 */
export async function startEmbeddedMongoInWorker(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const { log = (line: string) => void process.stderr.write(`${line}\n`), ...workerData } = options;
  const worker = new Worker(new URL('./worker-main.js', import.meta.url), { workerData });
  worker.on('message', (message: WorkerMessage) => 'log' in message && log(message.log));
  const [started] = (await once(worker, 'message')) as [WorkerMessage]; // worker-main.ts posts nothing else first
  if (!('uri' in started)) throw 'failed' in started ? started.failed : new Error('the worker did not start');
  return {
    uri: started.uri,
    close: async () => {
      const exited = once(worker, 'exit');
      worker.postMessage('close', []);
      await exited;
    },
  };
}
