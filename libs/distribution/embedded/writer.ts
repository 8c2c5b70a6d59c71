import { type CommitError, commit } from '#platform/lmdb/environment.js';
import { DistributionError } from '../port.js';
import type { Files } from './files.js';

/** One commit takes at most this much, so that a burst does not hold every answer back for long. */
const MAX_GROUP_BYTES = 8_388_608;

/** Something to be written as a whole. */
export interface Change {
  readonly bytes: number;
  /** Puts into the files; called once, in the order the changes came. */
  stage(files: Files): void;
  /** It is on disk. */
  committed(): void;
  /** It is not, and never will be. */
  failed(): void;
}

interface Pending {
  readonly change: Change;
  readonly resolve: () => void;
  readonly reject: (error: DistributionError) => void;
}

/**
 * Group commit: whatever comes while one commit is being synced is written together in the next. There is one commit
 * under way at a time, so nothing ever rests on something that may still fail.
 */
export class Writer {
  private queue: Pending[] = [];
  private running: Promise<void> | undefined;

  constructor(private readonly files: Files) {}

  /** Resolves when the change is on disk. @throws DistributionError `unavailable`: it is not there. */
  write(change: Change): Promise<void> {
    return new Promise((resolve, reject) => {
      this.queue.push({ change, resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  private async run(): Promise<void> {
    while (this.queue.length > 0) {
      // One turn of the event loop: those answered just now come again, and share the next commit.
      await new Promise(setImmediate);
      await this.commit(this.take());
    }
    this.running = undefined;
  }

  private take(): Pending[] {
    let bytes = 0;
    let count = 0;
    for (const { change } of this.queue) {
      bytes += change.bytes;
      if (count > 0 && bytes > MAX_GROUP_BYTES) break;
      count += 1;
    }
    return this.queue.splice(0, count);
  }

  private async commit(group: readonly Pending[]): Promise<void> {
    try {
      await commit(this.files.volume, () =>
        this.files.root.batch(() => {
          for (const { change } of group) change.stage(this.files);
        }),
      );
    } catch (error) {
      const failure = unavailable(error as CommitError); // all that `commit` throws
      for (const { change } of group) change.failed();
      for (const { reject } of group) reject(failure);
      return;
    }
    for (const { change } of group) change.committed();
    for (const { resolve } of group) resolve();
  }
}

function unavailable({ message, cause }: CommitError): DistributionError {
  return new DistributionError('unavailable', `the topics cannot be written: ${message}`, { cause });
}
