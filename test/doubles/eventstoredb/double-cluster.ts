import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Instruction } from '#test/support/children/event-store-double.js';
import { openEnvironment } from '#runtime/lmdb/environment.js';
import { Volume } from '#runtime/lmdb/volume.js';
import { release } from '#event-store/embedded/owner.js';
import type { Endpoint } from './double/refusals.js';

const SUPPORT = new URL('../../support/', import.meta.url);
const SCRIPT = fileURLToPath(new URL('children/event-store-double.ts', SUPPORT));
const LOADER = new URL('typescript.mjs', SUPPORT).href;

/** Nodes that are processes of their own, which know of each other; the first one leads. */
export interface DoubleCluster {
  readonly connectionString: string;
  /** The leader's process stands still: its connections stay, and nothing is answered. */
  freezeLeader(): void;
  /** What the others agree on after a while: the next one leads, with all that was acknowledged. */
  elect(): Promise<void>;
  /** Whoever froze goes on, as if nothing had been. */
  thaw(): void;
  stop(): Promise<void>;
}

interface Node {
  readonly child: ChildProcess;
  readonly endpoint: Endpoint;
  readonly path: string;
}

/** @param folder where their logs go */
export async function startDoubleCluster(folder: string, size = 3): Promise<DoubleCluster> {
  const nodes: Node[] = await Promise.all(
    Array.from({ length: size }, (_, n) => startNode(join(folder, `node-${n}`))),
  );
  const [first, second] = nodes;
  if (first === undefined || second === undefined) throw new Error('a cluster has several nodes');
  const tell = ({ child }: Node, instruction: Instruction) => void child.send(instruction);
  const introduce = (node: Node, leader: Node) =>
    tell(node, {
      do: 'follow',
      leader: node === leader ? undefined : leader.endpoint,
      peers: nodes.filter((other) => other !== node).map(({ endpoint }) => endpoint),
    });
  for (const node of nodes) introduce(node, first);
  const hosts = nodes.map(({ endpoint: { host, port } }) => `${host}:${port}`).join();
  return {
    connectionString: `esdb://${hosts}?tls=false`,
    freezeLeader: () => void first.child.kill('SIGSTOP'),
    elect: async () => {
      // What a committed transaction wrote is in the file, however its writer stands.
      const path = join(folder, 'elected');
      await cp(first.path, path, { recursive: true });
      await disown(path);
      const leads = Promise.race([
        once(second.child, 'message'),
        once(second.child, 'exit').then(() => Promise.reject(new Error('the new leader ended'))),
      ]);
      tell(second, { do: 'lead', path });
      await leads;
      for (const node of nodes.slice(2)) introduce(node, second);
    },
    thaw: () => void first.child.kill('SIGCONT'),
    stop: async () => {
      await Promise.all(nodes.map(({ child }) => killed(child)));
    },
  };
}

async function startNode(path: string): Promise<Node> {
  const child = fork(SCRIPT, [path], {
    execArgv: ['--import', LOADER],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const kill = () => void child.kill('SIGKILL'); // one that stands still does not see that we are gone
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  if (child.stdout === null) throw new Error('the double has no standard output');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { hostname: host, port } = new URL(line.replace('esdb', 'http'));
  return { child, endpoint: { host, port: Number(port) }, path };
}

/** The copy of a log names its owner, who is alive. */
async function disown(path: string): Promise<void> {
  const volume = new Volume({ path });
  const root = openEnvironment<Buffer, string>(volume, { encoding: 'binary' });
  release(root, volume);
  await root.close();
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
