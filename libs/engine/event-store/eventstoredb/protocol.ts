/**
 * The client package's calls of the server, as far as the driver uses them: their paths and their channel. They are
 * CommonJS, whose names an ES module can only reach through the default.
 */
import grpc from '@eventstore/db-client/generated/streams_grpc_pb.js';

export type { StreamsClient as StreamsCalls } from '@eventstore/db-client/generated/streams_grpc_pb.js';

export const { StreamsClient, StreamsService } = grpc;
