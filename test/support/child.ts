import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of its own that a test may kill. */
export interface Child {
  /** Lines of its standard output, as they come. */
  readonly lines: readonly string[];
  /** Resolves once the process has written a line that matches, or has ended. */
  sees(line: RegExp): Promise<void>;
  kill(): void;
  /** The signal or the exit code it ended with; everything it wrote is in `lines` by then. */
  readonly ended: Promise<NodeJS.Signals | number | null>;
}

/** Longer than any test waits: a child outlives its test by no more than this. */
const MAX_LIFE_MS = 20_000;
const LOADER = new URL('./typescript.mjs', import.meta.url).href;

export interface ChildOptions {
  /** No file it writes may grow beyond this: what it is told then is what it would be told by a full disk. */
  readonly largestFileKiB?: number;
  /** Where its standard error goes; by default to ours. */
  readonly stderr?: 'inherit' | 'ignore';
}

/** Runs a TypeScript file of the repository in a process of its own. */
export function startChild(
  file: URL,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
  { largestFileKiB, stderr = 'inherit' }: ChildOptions = {},
): Child {
  const command = [process.execPath, '--conditions=source', '--import', LOADER, fileURLToPath(file), ...args];
  // The shell counts in blocks of 512 bytes, and becomes the child.
  const limit = largestFileKiB === undefined ? '' : `ulimit -f ${largestFileKiB * 2} && `;
  const child = spawn('sh', ['-c', `${limit}exec "$0" "$@"`, ...command], {
    stdio: ['ignore', 'pipe', stderr],
    env: { PATH: process.env['PATH'], ...environment },
    timeout: MAX_LIFE_MS,
    killSignal: 'SIGKILL',
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  const closed = once(reader, 'close');
  const ended = once(child, 'exit').then(async () => {
    await closed;
    return child.signalCode ?? child.exitCode;
  });
  return {
    lines,
    ended,
    kill: () => void child.kill('SIGKILL'),
    async sees(pattern) {
      while (
        !lines.some((line) => pattern.test(line)) &&
        child.exitCode === null &&
        child.signalCode === null
      )
        await Promise.race([once(reader, 'line'), ended]);
    },
  };
}
