import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** How a process ended: with a code, or by a signal. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The service in a process of its own, which a test may end in any way. */
export interface ServiceProcess {
  /** Its address, once it listens; undefined if it ended before that. */
  readonly listening: Promise<string | undefined>;
  /** Everything it wrote is in `lines` by then. */
  readonly ended: Promise<Ended>;
  /** Of standard output and standard error, as they come; the last ten thousand. */
  readonly lines: readonly string[];
  signal(name: NodeJS.Signals): void;
  readonly pid: number;
}

export interface LaunchOptions {
  /** What to run, below the root of the compiled project; default: the whole service. */
  readonly main?: string;
  /** Its own settings (`HAWIYA_…`); ours are not passed on. */
  readonly settings: Readonly<Record<string, string>>;
  /** No file it writes may grow beyond this. */
  readonly largestFileKiB?: number;
}

const ROOT = new URL('../../', import.meta.url);
const MOST_LINES = 10_000;

/** Starts a compiled process of the service: to be called from compiled code, which is beside it. */
export function launchService({
  main = 'apps/standalone/main.js',
  settings,
  largestFileKiB,
}: LaunchOptions): ServiceProcess {
  // The shell counts in blocks of 512 bytes, and becomes the service.
  const limit = largestFileKiB === undefined ? '' : `ulimit -f ${largestFileKiB * 2} && `;
  const child = spawn(
    'sh',
    [
      '-c',
      `${limit}exec "$0" "$@"`,
      process.execPath,
      '--enable-source-maps',
      fileURLToPath(new URL(main, ROOT)),
    ],
    {
      env: { ...withoutSettings(process.env), HAWIYA_LOG_FORMAT: 'json', ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  // It does not outlive us.
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const lines: string[] = [];
  const closed = Promise.all([collect(child.stdout, lines), collect(child.stderr, lines)]);
  const ended = once(child, 'exit').then(async () => {
    process.off('exit', kill);
    await closed;
    return { code: child.exitCode, signal: child.signalCode };
  });
  return {
    lines,
    ended,
    listening: Promise.race([address(child), ended.then(() => undefined)]),
    signal: (name) => void child.kill(name),
    // Absent only if it could not be started at all.
    pid: child.pid ?? 0,
  };
}

function address(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let printed = '';
    const hear = (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      const found = /listening on (http:\/\/[^\s"]+)/.exec(printed)?.[1];
      if (found === undefined) return;
      child.stdout?.off('data', hear);
      resolve(found);
    };
    child.stdout?.on('data', hear);
  });
}

async function collect(stream: NodeJS.ReadableStream, lines: string[]): Promise<void> {
  for await (const line of createInterface({ input: stream })) {
    lines.push(line);
    if (lines.length > MOST_LINES) lines.splice(0, MOST_LINES / 10);
  }
}

function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('HAWIYA_')));
}
