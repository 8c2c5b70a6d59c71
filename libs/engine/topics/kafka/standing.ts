import type { Administration } from './administration.js';

/** Where a group is in a partition. */
export interface GroupOffset {
  readonly partition: number;
  /** Offset of the first message the group has not finished, of those that are kept. */
  readonly next: bigint;
  /** Offset behind the newest message. */
  readonly end: bigint;
  /**
   * How many messages the retention deleted before the group had finished them. Unknown: a consumer has met that before
   * us, and stored that it begins anew in place of where it was.
   */
  readonly missed: bigint | 'unknown';
}

/** What the client stores when it is told that what it asks for is not there any more: "the earliest". */
const BEGUN_ANEW = -2n;

/** @throws DistributionError */
export function groupOffsetOf(
  administration: Administration,
  topic: string,
  group: string,
): Promise<readonly GroupOffset[]> {
  return administration.ask(`offsets of ${group} on ${topic}`, async (admin) => {
    const asked = [
      admin.fetchTopicOffsets(topic),
      admin.fetchOffsets({ groupId: group, topics: [topic] }),
    ] as const;
    await Promise.allSettled(asked); // when one fails, the other is not left under way
    const [kept, [stored]] = await Promise.all(asked);
    const finished = new Map(stored?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]));
    return kept
      .map(({ partition, low, high }): GroupOffset => {
        const [first, next] = [BigInt(low), finished.get(partition) ?? -1n];
        const known = next >= 0n; // -1: it has not finished anything yet
        return {
          partition,
          next: next > first ? next : first,
          end: BigInt(high),
          missed: next === BEGUN_ANEW ? 'unknown' : known && next < first ? first - next : 0n,
        };
      })
      .sort((a, b) => a.partition - b.partition);
  });
}
