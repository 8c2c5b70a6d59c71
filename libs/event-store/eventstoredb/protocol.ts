/**
 * The messages of the server's protocol, as the client package brings them. They are CommonJS, whose names an ES
 * module can only reach through the default.
 */
import shared from '@eventstore/db-client/generated/shared_pb.js';
import grpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';

export type { StreamsClient as StreamsCalls } from '@eventstore/db-client/generated/streams_grpc_pb.js';
export type {
  BatchAppendReq as BatchAppendRequest,
  BatchAppendResp as BatchAppendResponse,
  ReadReq as ReadRequest,
  ReadResp as ReadResponse,
} from '@eventstore/db-client/generated/streams_pb.js';

export const { Empty, StreamIdentifier, UUID, WrongExpectedVersion } = shared;
export const { BatchAppendReq, BatchAppendResp, ReadReq, ReadResp } = streams;
export const { StreamsClient, StreamsService } = grpc;
