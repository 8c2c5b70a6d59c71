import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A service under measurement, in a process of its own. */
export interface ServiceProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** From the start of the process to its first answered request, milliseconds. */
  readonly startedAfterMs: number;
  /** Ends it with SIGTERM and waits for it. */
  stop(): Promise<void>;
}

/**
 * Starts a compiled script (a path below `dist`) that prints `listening on http://…` and waits until it answers `/health/live`.
 * @throws Error with what it printed, when it ends before that
 */
export async function startService(
  script: string,
  env: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  const began = performance.now();
  const path = fileURLToPath(new URL(`../../${script}`, import.meta.url));
  const child = spawn(process.execPath, [path], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      const found = /listening on (http:\/\/[^\s"]+)/.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}: ${printed}`)));
  });
  const response = await fetch(`${url}/health/live`);
  await response.arrayBuffer();
  return {
    url,
    child,
    startedAfterMs: performance.now() - began,
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Memory a process holds of its own, bytes: resident and not backed by a file. Linux. */
export async function privateBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1_024;
}
