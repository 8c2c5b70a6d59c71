import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFile } from '#runtime/project-file.js';
import { eventually } from '#test/support/eventually.js';
import { freePort } from './free-port.js';
import type { NginxProgram } from './nginx-program.js';
import { startServerProcess } from './server-process.js';

/** An nginx before the service. */
export interface Nginx {
  readonly url: string;
  dispose(): Promise<void>;
}

/** Starts nginx with `ops/nginx/hawiya.conf`, but for the two addresses in it, before the service at `port`. */
export async function startNginx(
  { command, environment }: NginxProgram,
  service: { readonly port: number },
): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'hawiya-nginx-'));
  const port = await freePort();
  const written = await readFile(projectFile('ops/nginx/hawiya.conf'), 'utf8');
  const site = written
    .replace('server 127.0.0.1:3000;', `server 127.0.0.1:${service.port};`)
    .replace('listen 127.0.0.1:8080;', `listen 127.0.0.1:${port};`);
  await mkdir(join(folder, 'temporary'));
  await writeFile(join(folder, 'nginx.conf'), mainFile(folder, site));
  const set = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const args = ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')];
  const server = await startServerProcess('env', [...set, command, ...args]);
  const url = `http://127.0.0.1:${port}`;
  const dispose = async () => {
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await eventually(() => answers(url), { deadlineMs: 20_000, what: 'nginx answers' });
  } catch (error) {
    await dispose();
    throw new Error(`nginx does not answer: ${server.said()}`, { cause: error });
  }
  return { url, dispose };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/live`)).ok;
  } catch {
    return false;
  }
}

/** One process in the foreground, so that its pid is all there is to end, and nothing outside of the folder. */
function mainFile(folder: string, site: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/temporary/${kind};`,
  );
  return `daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr warn;
events {}
http {
access_log off;
${temporary.join('\n')}
${site}
}
`;
}
