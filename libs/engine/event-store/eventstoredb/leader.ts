/** Where a node answers. */
export interface NodeEndpoint {
  readonly address: string;
  readonly port: number;
}

/** A node, as some node of the cluster sees it. */
export interface ClusterMember {
  readonly endpoint: NodeEndpoint | undefined;
  readonly leads: boolean;
}

/** Asks a node what it knows of the cluster. Rejects when it does not answer in time. */
export type AskMembers = (node: NodeEndpoint) => Promise<readonly ClusterMember[]>;

/**
 * Asks all nodes at once who leads. A leader is taken only when it says so itself: a frozen one is named by the others
 * until they notice, and does not answer. Undefined: no node that answers leads.
 */
export async function leaderAmong(
  candidates: readonly NodeEndpoint[],
  ask: AskMembers,
): Promise<NodeEndpoint | undefined> {
  const asked = new Map<string, Promise<NodeEndpoint>>();
  /** Whom the node takes for the leader. Each is asked once. */
  const namedBy = (node: NodeEndpoint): Promise<NodeEndpoint> => {
    const key = nodeNameOf(node);
    const answer = asked.get(key) ?? ask(node).then(leaderIn);
    asked.set(key, answer);
    return answer;
  };
  const confirmed = async (node: NodeEndpoint): Promise<NodeEndpoint> => {
    const leader = await namedBy(node);
    if (nodeNameOf(await namedBy(leader)) !== nodeNameOf(leader))
      throw new Error(`${nodeNameOf(leader)} does not lead`);
    return leader;
  };
  try {
    return await Promise.any(candidates.map(confirmed));
  } catch (error) {
    if (error instanceof AggregateError) return undefined; // each of them has failed
    throw error;
  }
}

export const nodeNameOf = ({ address, port }: NodeEndpoint): string => `${address}:${port}`;

function leaderIn(members: readonly ClusterMember[]): NodeEndpoint {
  const leader = members.find(({ endpoint, leads }) => leads && endpoint !== undefined)?.endpoint;
  if (leader === undefined) throw new Error('no leader is known');
  return leader;
}
