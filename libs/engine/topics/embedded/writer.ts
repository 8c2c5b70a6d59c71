import { type CommitError, commit } from '#runtime/lmdb/environment.js';
import { CoalescedWork } from '#runtime/coalesced-work.js';
import { DistributionError } from '../port.js';
import type { TopicFiles } from './files.js';

/** Something to be written as a whole. */
export interface TopicWrite {
  readonly bytes: number;
  /** Puts into the files; called once, in the order the changes came. */
  stage(files: TopicFiles): void;
  /** It is on disk. */
  committed(): void;
  /** It is not, and never will be. */
  failed(): void;
}

/** Changes, written in groups. */
export class TopicWriter {
  private readonly commits = new CoalescedWork<TopicWrite>(
    (changes) => this.commit(changes),
    ({ bytes }) => bytes,
  );

  constructor(private readonly files: TopicFiles) {}

  /** Resolves when the change is on disk. @throws DistributionError `unavailable`: it is not there. */
  write(change: TopicWrite): Promise<void> {
    return this.commits.add(change);
  }

  /** Resolves when nothing is under way any more. */
  idle(): Promise<void> {
    return this.commits.idle();
  }

  private async commit(changes: readonly TopicWrite[]): Promise<void> {
    try {
      await commit(this.files.volume, () =>
        this.files.root.batch(() => {
          for (const change of changes) change.stage(this.files);
        }),
      );
    } catch (error) {
      for (const change of changes) change.failed();
      throw unavailable(error as CommitError); // all that `commit` throws
    }
    for (const change of changes) change.committed();
  }
}

function unavailable({ message, cause }: CommitError): DistributionError {
  return new DistributionError('unavailable', `the topics cannot be written: ${message}`, { cause });
}
