import type { handleUnaryCall } from '@grpc/grpc-js';
import { type DoubleLog, LAST_REVISION } from './log.js';
import { textOf } from './messages.js';
import { offsetOf } from './positions.js';
import {
  DeleteResp,
  type DeleteRequest,
  type DeleteResponse,
  TombstoneResp,
  type TombstoneRequest,
  type TombstoneResponse,
} from './protocol.js';
import type { Gate } from './read-calls.js';
import { notReady, RefusedCall, streamDeleted } from './refusals.js';
import { respond } from './respond.js';

/** Soft: the stream is truncated to nothing, and may come back. Whatever revision is expected. */
export function deleteCall(gate: Gate): handleUnaryCall<DeleteRequest, DeleteResponse> {
  return (call, answer) =>
    respond(answer, async () => {
      const { log, stream } = await existing(gate, call);
      const offset = String(offsetOf(await log.setTruncation(stream, LAST_REVISION)));
      const position = new DeleteResp.Position();
      position.setCommitPosition(offset);
      position.setPreparePosition(offset);
      const response = new DeleteResp();
      response.setPosition(position);
      return response;
    });
}

/** For good: the name can never be used again. */
export function tombstoneCall(gate: Gate): handleUnaryCall<TombstoneRequest, TombstoneResponse> {
  return (call, answer) =>
    respond(answer, async () => {
      const { log, stream } = await existing(gate, call);
      const offset = String(offsetOf(await log.bury(stream)));
      const position = new TombstoneResp.Position();
      position.setCommitPosition(offset);
      position.setPreparePosition(offset);
      const response = new TombstoneResp();
      response.setPosition(position);
      return response;
    });
}

type Call = Parameters<handleUnaryCall<DeleteRequest | TombstoneRequest, unknown>>[0];

async function existing(
  gate: Gate,
  { metadata, request }: Call,
): Promise<{ readonly log: DoubleLog; readonly stream: string }> {
  const { log } = gate;
  const refused = gate.refused(metadata);
  if (refused !== undefined || log === undefined) throw new RefusedCall(refused ?? notReady());
  const stream = textOf(request.getOptions()?.getStreamIdentifier()?.getStreamName_asU8());
  await gate.rights?.check(log, metadata, stream, '$d');
  if (await log.isDeleted(stream)) throw new RefusedCall(streamDeleted(stream));
  return { log, stream };
}
