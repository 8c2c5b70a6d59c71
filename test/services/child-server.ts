import { type ChildProcess, fork, type Serializable } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * A server of ours on loopback, which a test may kill and start again: a compiled script below test/support/children
 * that takes PATH [PORT] and prints its URL.
 */
export interface ChildServer {
  readonly url: string;
  readonly pid: number;
  /** Over Node's channel between processes. */
  tell(message: Serializable): void;
  /** SIGKILL: what it acknowledged is there when it comes back. */
  kill(): Promise<void>;
  /** Comes back on the same port with the same data. */
  start(): Promise<void>;
  /** Ends it and removes its data. */
  dispose(): Promise<void>;
}

/** To be called from compiled code, which is beside the script. */
export async function startChildServer(script: string): Promise<ChildServer> {
  const folder = await mkdtemp(join(tmpdir(), 'hawiya-server-'));
  let { child, url } = await launch(script, folder, '0');
  const { port } = new URL(url);
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return {
    url,
    get pid() {
      return child.pid ?? 0;
    },
    tell: (message) => void child.send(message),
    kill,
    start: async () => {
      ({ child } = await launch(script, folder, port));
    },
    dispose: async () => {
      await kill();
      await rm(folder, { recursive: true });
    },
  };
}

async function launch(script: string, folder: string, port: string) {
  const path = fileURLToPath(new URL(`../support/children/${script}`, import.meta.url));
  const child: ChildProcess = fork(path, [folder, port], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  if (child.stdout === null) throw new Error(`${script} has no standard output`);
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${script} ended with ${child.exitCode ?? child.signalCode}`);
  });
  ended.catch(() => undefined); // of interest only until it has said where it is
  const [url] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [string];
  return { child, url };
}
