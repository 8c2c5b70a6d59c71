import { randomUUID } from 'node:crypto';
import { link, mkdir, rename, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ownerOnly } from '#runtime/files/owner-only.js';

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
 * Makes the folder if needed and locks it. The lock is a Unix socket that tells its owner's process id and a name:
 * the kernel closes it when the owner dies, so a kill -9 leaves no lock behind that a person would have to remove.
 * It is listened on under a path of its own first and then put at `lock` in one step, so that nobody ever finds a
 * lock that does not answer because its owner is only just beginning.
 * @throws FolderInUseError naming the owner's process id
 * @throws Error when the folder cannot be made or written, or its path is too long for a socket
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const lock = join(folder, 'lock');
  const name = randomUUID().slice(0, 8);
  const own = `${lock}.${name}`;
  if (Buffer.byteLength(own) > LONGEST_SOCKET_PATH) {
    throw new Error(
      `the path of the data folder is too long: ${own} must not exceed ${LONGEST_SOCKET_PATH} bytes`,
    );
  }
  await makeFolder(folder);
  const server = await listen(own, `${process.pid} ${name}`);
  try {
    if (await placeWhereNoneIs(own, lock)) await unlink(own);
    else await takeOver(folder, lock, own, name);
  } catch (error) {
    await close(server);
    throw error;
  }
  return {
    release: async () => {
      await unlink(lock).catch(ignoreMissing);
      await close(server);
    },
  };
}

/** Only the parents recursively: a recursive `mkdir` calls a read-only disk a missing folder, and never ends in `/proc`. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  ownerOnly(folder);
}

function listen(path: string, answer: string): Promise<Server> {
  const server = createServer((socket) => socket.end(answer));
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      ownerOnly(path);
      resolve(server);
    });
  });
}

async function placeWhereNoneIs(own: string, lock: string): Promise<boolean> {
  try {
    await link(own, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * A lock nobody answers on was left by a process that died: ours takes its place, and the path is never without one.
 * Of several who do so at the same time the last keeps it, and the others see that when it has settled.
 */
async function takeOver(folder: string, lock: string, own: string, name: string): Promise<void> {
  const owner = await ownerOf(lock);
  if (owner !== undefined) throw new FolderInUseError(`${folder} is in use by process ${owner.process}`);
  await rename(own, lock);
  await pause(TAKEOVER_SETTLES_MS);
  if ((await ownerOf(lock))?.name !== name) {
    throw new FolderInUseError(`${folder} is being opened by another process`);
  }
}

/** Who answers on the lock, if anyone does. */
async function ownerOf(lock: string): Promise<{ process: string; name: string | undefined } | undefined> {
  const answer = await new Promise<string | undefined>((resolve) => {
    let told = '';
    const socket = connect(lock);
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (told += chunk));
    socket.once('end', () => resolve(told));
    socket.once('error', () => resolve(undefined));
  });
  if (answer === undefined) return undefined;
  const [process = '', name] = answer.split(' ');
  return { process, name };
}

/** Also unlinks the path it was listened on, if it is still there. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => void server.close(() => resolve()));
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
