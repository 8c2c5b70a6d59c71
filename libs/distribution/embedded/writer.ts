import { type CommitError, commit } from '#platform/lmdb/environment.js';
import { GroupCommit } from '#platform/lmdb/group-commit.js';
import { DistributionError } from '../port.js';
import type { Files } from './files.js';

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
  readonly bytes: number;
  readonly change: Change;
  readonly resolve: () => void;
  readonly reject: (error: DistributionError) => void;
}

/** Changes, written in groups. */
export class Writer {
  private readonly commits = new GroupCommit<Pending>((group) => this.commit(group));

  constructor(private readonly files: Files) {}

  /** Resolves when the change is on disk. @throws DistributionError `unavailable`: it is not there. */
  write(change: Change): Promise<void> {
    return new Promise((resolve, reject) => {
      this.commits.add({ bytes: change.bytes, change, resolve, reject });
    });
  }

  /** Resolves when nothing is under way any more. */
  idle(): Promise<void> {
    return this.commits.idle();
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
