import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How a process ended: with a code, or by a signal. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process of its own, which a test may end in any way. It does not outlive us. */
export interface Launched {
  readonly pid: number | undefined;
  /** What it wrote, as it comes; the last ten thousand. */
  readonly lines: readonly string[];
  /** The first line that matches, once there is one; undefined if it ended without. */
  sees(line: RegExp): Promise<RegExpExecArray | undefined>;
  signal(name: NodeJS.Signals): void;
  /** Everything it wrote is in `lines` by then. */
  readonly ended: Promise<Ended>;
}

export interface LaunchOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** No file it writes may grow beyond this: what it is told then is what it would be told by a full disk. */
  readonly largestFileKiB?: number | undefined;
  /** Where its standard error goes: to ours, nowhere, or among its lines. */
  readonly stderr: 'inherit' | 'ignore' | 'lines';
  /** It is killed after this time. Default: it is not. */
  readonly longestMs?: number;
}

const MOST_LINES = 10_000;

/** Starts a command: the program, then its arguments. */
export function launch(command: readonly string[], options: LaunchOptions): Launched {
  const { environment, largestFileKiB, stderr, longestMs } = options;
  // The shell counts in blocks of 512 bytes, and becomes the process.
  const limit = largestFileKiB === undefined ? '' : `ulimit -f ${largestFileKiB * 2} && `;
  const child = spawn('sh', ['-c', `${limit}exec "$0" "$@"`, ...command], {
    stdio: ['ignore', 'pipe', stderr === 'lines' ? 'pipe' : stderr],
    env: environment,
    killSignal: 'SIGKILL',
    ...(longestMs !== undefined && { timeout: longestMs }),
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const output = new Lines();
  const closed = Promise.all([output.collect(child.stdout), output.collect(child.stderr)]);
  const ended = once(child, 'exit').then(async () => {
    process.off('exit', kill);
    await closed;
    output.end();
    return { code: child.exitCode, signal: child.signalCode };
  });
  return {
    pid: child.pid,
    lines: output.lines,
    sees: (pattern) => output.sees(pattern),
    signal: (name) => void child.kill(name),
    ended,
  };
}

/** Lines as they come, and those who wait for one of them. */
class Lines {
  readonly lines: string[] = [];
  private waiting: ((line: string | undefined) => boolean)[] = [];

  async collect(stream: NodeJS.ReadableStream | null): Promise<void> {
    if (stream === null) return;
    for await (const line of createInterface({ input: stream })) {
      this.lines.push(line);
      if (this.lines.length > MOST_LINES) this.lines.splice(0, MOST_LINES / 10);
      this.waiting = this.waiting.filter((served) => !served(line));
    }
  }

  end(): void {
    for (const served of this.waiting.splice(0)) served(undefined);
  }

  sees(pattern: RegExp): Promise<RegExpExecArray | undefined> {
    return new Promise((resolve) => {
      const served = (line: string | undefined): boolean => {
        const found = line === undefined ? undefined : pattern.exec(line);
        if (found !== null) resolve(found);
        return found !== null;
      };
      if (!this.lines.some(served)) this.waiting.push(served);
    });
  }
}
