import kafka, { type PartitionAssigner } from 'kafkajs';

const { MemberAssignment, MemberMetadata } = kafka.AssignerProtocol;
const NAME = 'hawiya-sticky';
const VERSION = 1;

/** A member of a group, and the partitions it works on now. */
export interface Holding {
  readonly member: string;
  readonly partitions: readonly number[];
}

/**
 * Gives the partitions out evenly (no member has two more than another), and leaves with each member as many of its
 * own as that allows. Where two claim the same partition, one of them gets it.
 */
export function assignSticky(
  partitions: readonly number[],
  holdings: readonly Holding[],
): ReadonlyMap<string, readonly number[]> {
  const free = new Set(partitions);
  const least = Math.floor(partitions.length / holdings.length);
  let larger = partitions.length % holdings.length; // so many members get one more
  // Who has most is asked first, so that it is its surplus that stays where it is.
  const claims = [...holdings].sort(
    (a, b) => b.partitions.length - a.partitions.length || (a.member < b.member ? -1 : 1),
  );
  const given = claims.map((claim) => {
    const own = claim.partitions.filter((partition) => free.has(partition));
    const most = own.length > least && larger > 0 ? least + 1 : least;
    if (most > least) larger -= 1;
    const kept = own.slice(0, most);
    for (const partition of kept) free.delete(partition);
    return { member: claim.member, kept };
  });
  for (const partition of free) {
    const poorest = given.reduce((a, b) => (b.kept.length < a.kept.length ? b : a));
    poorest.kept.push(partition);
  }
  return new Map(given.map(({ member, kept }) => [member, kept.sort((a, b) => a - b)]));
}

export interface StickyMember {
  /** The partitions the member works on. */
  readonly held: () => readonly number[];
  /** Told of every request to join. */
  readonly joining: () => void;
}

/** The same as an assigner of the client: what a member holds travels in its request to join. */
export function stickyAssigner({ held, joining }: StickyMember): PartitionAssigner {
  return ({ cluster }) => ({
    name: NAME,
    version: VERSION,
    protocol({ topics }) {
      joining();
      const userData = Buffer.from(JSON.stringify(held()));
      return { name: NAME, metadata: MemberMetadata.encode({ version: VERSION, topics, userData }) };
    },
    async assign({ members, topics }) {
      const holdings = members.map(({ memberId, memberMetadata }) => ({
        member: memberId,
        partitions: holdingOf(memberMetadata),
      }));
      const assignments = new Map<string, Record<string, number[]>>(
        members.map(({ memberId }) => [memberId, {}]),
      );
      for (const topic of topics) {
        const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId);
        for (const [member, given] of assignSticky(partitions, holdings)) {
          const assignment = assignments.get(member);
          if (assignment !== undefined) assignment[topic] = [...given];
        }
      }
      return [...assignments].map(([memberId, assignment]) => ({
        memberId,
        memberAssignment: MemberAssignment.encode({
          version: VERSION,
          assignment,
          userData: Buffer.alloc(0),
        }),
      }));
    },
  });
}

function holdingOf(metadata: Buffer): readonly number[] {
  const held: unknown = JSON.parse(MemberMetadata.decode(metadata)?.userData.toString() || '[]');
  return Array.isArray(held)
    ? held.filter((partition): partition is number => Number.isInteger(partition))
    : [];
}
