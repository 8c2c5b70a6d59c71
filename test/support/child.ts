import { fileURLToPath } from 'node:url';
import { type LaunchOptions, type Launched, launch } from './launch.js';

/** A process of its own that a test may kill. */
export interface Child extends Pick<Launched, 'lines' | 'sees'> {
  kill(): void;
  /** As Ctrl+C does. */
  interrupt(): void;
  /** The signal or the exit code it ended with; everything it wrote is in `lines` by then. */
  readonly ended: Promise<NodeJS.Signals | number | null>;
}

/** Longer than any test waits: a child outlives its test by no more than this. */
const MAX_LIFE_MS = 90_000;
const LOADER = new URL('./typescript.mjs', import.meta.url).href;

/** Runs a TypeScript file of the repository in a process of its own. */
export function startChild(
  file: URL,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
  { largestFileKiB, stderr = 'inherit' }: Partial<LaunchOptions> = {},
): Child {
  const command = [process.execPath, '--import', LOADER, fileURLToPath(file), ...args];
  const { lines, sees, signal, ended } = launch(command, {
    environment: { PATH: process.env['PATH'], ...environment },
    largestFileKiB,
    stderr,
    longestMs: MAX_LIFE_MS,
  });
  return {
    lines,
    sees,
    kill: () => signal('SIGKILL'),
    interrupt: () => signal('SIGINT'),
    ended: ended.then(({ code, signal: by }) => by ?? code),
  };
}
