import { mkdir, rename, stat, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Longest path a Unix socket may have on Linux and macOS, in bytes. */
const LONGEST_SOCKET_PATH = 103;

/** How long after taking over a dead process's lock we look whether someone else did the same, milliseconds. */
const TAKEOVER_SETTLES_MS = 100;

export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
}

/** A data folder that is ours until released, or until this process is gone, however it goes. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Makes the folder if needed and locks it. The lock is a Unix socket that tells the owner's process id: the kernel
 * closes it when the owner dies, so a kill -9 leaves no lock behind that a person would have to remove.
 * @throws FolderInUseError naming the owner's process id
 * @throws Error when the folder cannot be made or written, or its path is too long for a socket
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, 'lock');
  if (Buffer.byteLength(path) > LONGEST_SOCKET_PATH) {
    throw new Error(
      `the path of the data folder is too long: ${path} must not exceed ${LONGEST_SOCKET_PATH} bytes`,
    );
  }
  await makeFolder(folder);
  const server = (await listen(path)) ?? (await takeOver(path, folder));
  return {
    release: async () => {
      await unlink(path).catch(ignoreMissing);
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

/** Only the parents recursively: a recursive `mkdir` calls a read-only disk a missing folder, and never ends in `/proc`. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** Listens, or tells by `undefined` that there is a socket already. */
function listen(path: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.end(String(process.pid)));
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(path, () => resolve(server));
  });
}

/** A socket nobody answers on was left by a process that died: it is moved aside. Of two who do so, the last keeps it. */
async function takeOver(path: string, folder: string): Promise<Server> {
  await refuseIfOwned(path, folder);
  await rename(path, `${path}.dead-${process.pid}`).catch(ignoreMissing);
  const server = await listen(path);
  await unlink(`${path}.dead-${process.pid}`).catch(ignoreMissing);
  if (server === undefined) throw new FolderInUseError(`${folder} is being opened by another process`);
  const { ino } = await stat(path);
  await pause(TAKEOVER_SETTLES_MS);
  if ((await stat(path).catch(() => undefined))?.ino !== ino) {
    server.close();
    throw new FolderInUseError(`${folder} is being opened by another process`);
  }
  return server;
}

async function refuseIfOwned(path: string, folder: string): Promise<void> {
  const owner = await new Promise<string | undefined>((resolve) => {
    let told = '';
    const socket = connect(path);
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (told += chunk));
    socket.once('end', () => resolve(told));
    socket.once('error', () => resolve(undefined));
  });
  if (owner !== undefined) throw new FolderInUseError(`${folder} is in use by process ${owner}`);
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
