import { createRequire } from 'node:module';
import gossip from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossipMessages from '@eventstore/db-client/generated/gossip_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { type ChannelCredentials, Metadata } from '@grpc/grpc-js';
import { pause } from '#runtime/back-off.js';
import { type NodeEndpoint, leaderAmong, type ClusterMember } from './leader.js';

/** Of the client: what a connection string says about looking for a node. */
interface LookUpSettings {
  readonly endpoints?: readonly NodeEndpoint[];
  readonly discover?: NodeEndpoint;
  /** Milliseconds between two rounds. */
  readonly discoveryInterval?: number;
  readonly maxDiscoverAttempts?: number;
  /** Seconds. */
  readonly gossipTimeout?: number;
  readonly nodePreference?: string;
}

type DiscoverEndpoint = (
  settings: LookUpSettings,
  credentials: ChannelCredentials,
  failed?: NodeEndpoint,
) => Promise<NodeEndpoint>;

const { LEADER } = gossipMessages.MemberInfo.VNodeState;

let replaced = false;

/**
 * The client (6.2.1) asks the nodes of a cluster one after the other and takes the first answer, which may name a leader
 * that froze. Here all are asked at once, and the leader has to answer itself. For any other kind of node the client's
 * own way stays.
 */
export function replaceLookUp(): void {
  if (replaced) return;
  const ofClient = createRequire(import.meta.url)('@eventstore/db-client/dist/Client/discovery.js') as {
    discoverEndpoint: DiscoverEndpoint;
  };
  const own = ofClient.discoverEndpoint;
  ofClient.discoverEndpoint = (settings, credentials, failed) => {
    const { nodePreference = 'leader' } = settings;
    return nodePreference === 'leader' ? lookUp(settings, credentials) : own(settings, credentials, failed);
  };
  replaced = true;
}

/** @throws Error: no leader was found, however often it was looked for. */
async function lookUp(
  {
    endpoints,
    discover,
    discoveryInterval = 100,
    maxDiscoverAttempts = 10,
    gossipTimeout = 5,
  }: LookUpSettings,
  credentials: ChannelCredentials,
): Promise<NodeEndpoint> {
  const candidates = endpoints ?? (discover === undefined ? [] : [discover]);
  for (let attempt = 0; attempt < maxDiscoverAttempts; attempt += 1) {
    const leader = await leaderAmong(candidates, (node) => members(node, credentials, gossipTimeout * 1_000));
    if (leader !== undefined) return leader;
    await pause(discoveryInterval);
  }
  throw new Error(`Failed to discover after ${maxDiscoverAttempts} attempts.`);
}

function members(
  { address, port }: NodeEndpoint,
  credentials: ChannelCredentials,
  withinMs: number,
): Promise<readonly ClusterMember[]> {
  const client = new gossip.GossipClient(`${address}:${port}`, credentials);
  return new Promise((resolve, reject) => {
    const options = { deadline: Date.now() + withinMs };
    client.read(new shared.Empty(), new Metadata(), options, (error, answer) => {
      client.close();
      if (error !== null) reject(error);
      else resolve(answer.getMembersList().map(memberIn));
    });
  });
}

function memberIn(member: InstanceType<typeof gossipMessages.MemberInfo>): ClusterMember {
  const at = member.getHttpEndPoint();
  return {
    endpoint: at && { address: at.getAddress(), port: at.getPort() },
    leads: member.getIsAlive() && member.getState() === LEADER,
  };
}
