import type { RecentMessages } from './recent.js';

/** One partition as the process knows it; what is here is durable, except `staged`. */
export interface Partition {
  readonly topic: string;
  readonly topicId: number;
  readonly index: number;
  /** Oldest offset still kept. */
  first: number;
  /** Offset the next message gets; everything below is on disk. */
  next: number;
  /** `next` once the commit under way is done. */
  staged: number;
  readonly recent: RecentMessages;
  /** Group → offset of the first message it has not finished. */
  readonly finished: Map<string, number>;
}

export interface Topic {
  readonly name: string;
  readonly id: number;
  readonly partitions: readonly Partition[];
}

/** Where a group goes on: never before what is kept. A group the partition does not know starts at the oldest message. */
export function positionOf(partition: Partition, group: string): number {
  return Math.max(partition.first, partition.finished.get(group) ?? 0);
}
