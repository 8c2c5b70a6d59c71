/** Where a node answers. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** A node, as some node of the cluster sees it. */
export interface Member {
  readonly endpoint: Endpoint | undefined;
  readonly leads: boolean;
}

/** Asks a node what it knows of the cluster. Rejects when it does not answer in time. */
export type AskMembers = (node: Endpoint) => Promise<readonly Member[]>;

/**
 * Asks all nodes at once who leads. A leader is taken only when it says so itself: a frozen one is named by the others
 * until they notice, and does not answer. Undefined: no node that answers leads.
 */
export async function leaderAmong(
  candidates: readonly Endpoint[],
  ask: AskMembers,
): Promise<Endpoint | undefined> {
  const asked = new Map<string, Promise<Endpoint>>();
  /** Whom the node takes for the leader. Each is asked once. */
  const namedBy = (node: Endpoint): Promise<Endpoint> => {
    const key = nameOf(node);
    const answer = asked.get(key) ?? ask(node).then(leaderIn);
    asked.set(key, answer);
    return answer;
  };
  const confirmed = async (node: Endpoint): Promise<Endpoint> => {
    const leader = await namedBy(node);
    if (nameOf(await namedBy(leader)) !== nameOf(leader)) throw new Error(`${nameOf(leader)} does not lead`);
    return leader;
  };
  try {
    return await Promise.any(candidates.map(confirmed));
  } catch (error) {
    if (error instanceof AggregateError) return undefined; // each of them has failed
    throw error;
  }
}

export const nameOf = ({ address, port }: Endpoint): string => `${address}:${port}`;

function leaderIn(members: readonly Member[]): Endpoint {
  const leader = members.find(({ endpoint, leads }) => leads && endpoint !== undefined)?.endpoint;
  if (leader === undefined) throw new Error('no leader is known');
  return leader;
}
