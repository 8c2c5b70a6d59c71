import { trim } from './changes.js';
import type { Partition } from './topic.js';
import type { TopicWriter } from './writer.js';

/** Most messages deleted in one commit, so that a backlog does not hold publishes back. */
export const MAX_TRIM = 5_000;

/**
 * Deletes the oldest messages of a partition beyond `limit`, but only what every known group has finished. While no
 * group is known, nothing is deleted. To save commits the excess may reach a tenth of the limit, at most 1,000
 * messages, before it goes.
 */
export class TopicRetention {
  private readonly trimming = new Set<Partition>();
  private readonly slack: number;

  constructor(
    private readonly limit: number,
    private readonly writer: TopicWriter,
  ) {
    this.slack = Math.max(1, Math.min(1_000, Math.floor(limit / 10)));
  }

  /** To be called after messages or offsets of the partition were committed. */
  check(partition: Partition): void {
    const { finished, first, next } = partition;
    if (finished.size === 0 || this.trimming.has(partition)) return;
    const before = Math.min(next - this.limit, ...finished.values());
    if (before - first < this.slack) return;
    this.trimming.add(partition);
    void this.trim(partition, Math.min(before, first + MAX_TRIM));
  }

  private async trim(partition: Partition, before: number): Promise<void> {
    try {
      await this.writer.write(trim(partition, before));
    } catch {
      // A disk that does not take a deletion takes nothing else either: the next publish or offset says so.
      this.trimming.delete(partition);
      return;
    }
    this.trimming.delete(partition);
    this.check(partition);
  }
}
