import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A server in a process of its own. */
export interface ServerProcess {
  readonly pid: number;
  /** Whether it still runs. */
  readonly running: boolean;
  /** The last it wrote, for an error message. */
  said(): string;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  signal(name: NodeJS.Signals): void;
}

/** The shell tells the server's pid, and ends the server when its third pipe is closed: when we are gone, however we went. */
const KEEP = `"$0" "$@" 1>&2 3<&- & server=$!; echo $server
{ read -r _ <&3; kill -9 $server; } & keeper=$!
wait $server; status=$?; kill $keeper 2>/dev/null; exit $status`;

/** Starts a server that does not outlive this process, not even if this one is killed. */
export async function startServerProcess(command: string, args: readonly string[]): Promise<ServerProcess> {
  const child = spawn('sh', ['-c', KEEP, command, ...args], { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let said = '';
  (child.stderr as Readable)
    .setEncoding('utf8')
    .on('data', (text: string) => (said = `${said}${text}`.slice(-20_000)));
  const [line] = (await once(createInterface({ input: child.stdout as Readable }), 'line')) as [string];
  const pid = Number(line);
  const running = () => child.exitCode === null && child.signalCode === null;
  return {
    pid,
    get running() {
      return running();
    },
    said: () => said,
    signal: (name) => void process.kill(pid, name),
    async kill() {
      if (!running()) return;
      process.kill(pid, 'SIGKILL');
      await exited;
    },
  };
}
