import { readFile } from 'node:fs/promises';
import { launchService } from '../support/service-process.js';

/** A service under measurement, in a process of its own. */
export interface MeasuredService {
  readonly url: string;
  readonly pid: number;
  /** From the start of the process to its first answered request, milliseconds. */
  readonly startedAfterMs: number;
  /** Ends it with SIGTERM and waits for it. */
  stop(): Promise<void>;
}

/**
 * Starts a compiled script (a path below `dist`) and waits until it answers `/health/live`.
 * @throws Error with what it printed, when it ends before that
 */
export async function startService(
  script: string,
  settings: Readonly<Record<string, string>>,
): Promise<MeasuredService> {
  const began = performance.now();
  const service = launchService({ script, settings });
  const url = await service.listening;
  if (url === undefined || service.pid === undefined)
    throw new Error(`${script} did not start: ${service.lines.join('\n')}`);
  const response = await fetch(`${url}/health/live`);
  await response.arrayBuffer();
  return {
    url,
    pid: service.pid,
    startedAfterMs: performance.now() - began,
    stop: async () => {
      service.signal('SIGTERM');
      await service.ended;
    },
  };
}

/** Memory a process holds of its own, bytes: resident and not backed by a file. Linux. */
export async function privateBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1_024;
}

/** Ticks a second in which Linux tells processor time: the same on every architecture it runs on. */
const TICKS = 100;

/** Processor time of a process and its threads so far, milliseconds. Linux. */
export async function processorMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // After the name, which may hold anything up to the last bracket: state is the first, utime the 12th.
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return ((Number(user) + Number(system)) * 1_000) / TICKS;
}
