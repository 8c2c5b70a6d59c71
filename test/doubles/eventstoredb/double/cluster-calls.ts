import type { handleUnaryCall } from '@grpc/grpc-js';
import { StreamsService } from '#event-store/eventstoredb/protocol.js';
import { ClusterInfo, EndPoint, MemberInfo, SupportedMethod, SupportedMethods } from './protocol.js';
import type { Endpoint } from './refusals.js';
import type { ServerVersion } from './version.js';

export interface Member extends Endpoint {
  readonly leads: boolean;
}

/** Who is in the cluster, as a client that looks for a node is told. */
export function gossipCall(
  members: () => readonly Member[],
): handleUnaryCall<unknown, InstanceType<typeof ClusterInfo>> {
  return (_, answer) => {
    const info = new ClusterInfo();
    for (const { host, port, leads } of members()) {
      const endpoint = new EndPoint();
      endpoint.setAddress(host);
      endpoint.setPort(port);
      const member = new MemberInfo();
      member.setHttpEndPoint(endpoint);
      member.setIsAlive(true);
      member.setState(leads ? MemberInfo.VNodeState.LEADER : MemberInfo.VNodeState.FOLLOWER);
      info.addMembers(member);
    }
    answer(null, info);
  };
}

/** That it can take many appends in one call is what the client wants to know. */
export const featuresCall =
  (version: ServerVersion): handleUnaryCall<unknown, InstanceType<typeof SupportedMethods>> =>
  (_, answer) => {
    const features = new SupportedMethods();
    features.setEventStoreServerVersion(`${version}.0`);
    const methods = Object.values(StreamsService).map(({ path }: { readonly path: string }) => {
      const [, service = '', name = ''] = path.toLowerCase().split('/');
      const method = new SupportedMethod();
      method.setServiceName(service);
      method.setMethodName(name);
      return method;
    });
    features.setMethodsList(methods);
    answer(null, features);
  };
