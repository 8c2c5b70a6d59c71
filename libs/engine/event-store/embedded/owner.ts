import { readFileSync } from 'node:fs';
import type { RootDatabase } from 'lmdb';
import type { Volume } from '#runtime/lmdb/volume.js';
import { EventStoreError } from '../errors.js';

/**
 * A store has one owner, because the owner decides appends by what it remembers. Who that is stands in the store
 * itself: LMDB's writer lock, which the system frees when a process dies, makes asking and taking one step. A lock file
 * would need both a guess about stale ones and luck with two processes that guess at once.
 *
 * A process in another PID namespace (another container) on the same folder is not noticed.
 */
interface Owner {
  readonly pid: number;
  /** What tells this process from a later one with the same id; empty where the system does not say. */
  readonly started: string;
}

const KEY = 'owner';

/** @throws EventStoreError `unavailable`: a living process has it. */
export function claim(root: RootDatabase<Buffer, string>, path: string): void {
  root.transactionSync(() => {
    const held = root.get(KEY);
    const owner = held && parse(held.toString());
    if (owner && isAlive(owner)) {
      const who = owner.pid === process.pid ? 'this very process' : `process ${owner.pid}`;
      throw new EventStoreError('unavailable', `the event store in ${path} is in use by ${who}`);
    }
    const me: Owner = { pid: process.pid, started: startOf(process.pid) ?? '' };
    root.putSync(KEY, Buffer.from(`${me.pid} ${me.started}`));
  });
}

/** Without room for it the name is left behind: whoever comes next sees that the process is no more. */
export function release(root: RootDatabase<Buffer, string>, volume: Volume): void {
  if (volume.hasRoom()) root.removeSync(KEY);
}

function parse(text: string): Owner {
  const space = text.indexOf(' ');
  return { pid: Number(text.slice(0, space)), started: text.slice(space + 1) };
}

function isAlive({ pid, started }: Owner): boolean {
  const now = startOf(pid);
  if (now !== undefined) return now === started;
  if (process.platform === 'linux') return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // alive, but another user's
  }
}

/** On Linux the boot and the clock tick since then at which a process began; undefined if there is no such process. */
function startOf(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold anything; the start is the 20th after it.
    return `${boot}:${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return undefined;
  }
}
