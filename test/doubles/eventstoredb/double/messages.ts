import type { NewEvent } from '#event-store/port.js';
import type { Expected, Outcome } from './appending.js';
import type { StoredEvent } from './log.js';
import {
  AccessDenied,
  AllStreamPosition,
  AppendResp,
  type AppendResponse,
  BadRequest,
  Empty,
  MaximumAppendSizeExceeded,
  ReadResp,
  type ReadResponse,
  type RpcStatus,
  Status,
  StreamDeleted,
  StreamIdentifier,
  Timeout,
  UUID,
  WrongExpectedVersion,
} from './protocol.js';

interface Message {
  serializeBinary(): Uint8Array;
}

export const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('utf8');

export function identifier(stream: string) {
  const named = new StreamIdentifier();
  named.setStreamName(Buffer.from(stream, 'utf8'));
  return named;
}

interface Proposal {
  getId(): InstanceType<typeof UUID> | undefined;
  getMetadataMap(): { get(key: string): string | undefined };
  getData_asU8(): Uint8Array;
  getCustomMetadata_asU8(): Uint8Array;
}

export function proposed(proposal: Proposal): NewEvent {
  const system = proposal.getMetadataMap();
  return {
    id: proposal.getId()?.getString() ?? '',
    type: system.get('type') ?? '',
    format: system.get('content-type') === 'application/json' ? 'json' : 'binary',
    data: proposal.getData_asU8(),
    metadata: proposal.getCustomMetadata_asU8(),
  };
}

export function appendAnswer(
  expected: Expected,
  outcome: Exclude<Outcome, { kind: 'deleted' }>,
): AppendResponse {
  const response = new AppendResp();
  if (outcome.kind === 'appended') {
    const success = new AppendResp.Success();
    const position = new AppendResp.Position();
    position.setCommitPosition(String(outcome.offset));
    position.setPreparePosition(String(outcome.offset));
    success.setCurrentRevision(String(outcome.revision));
    success.setPosition(position);
    response.setSuccess(success);
    return response;
  }
  const wrong = new AppendResp.WrongExpectedVersion();
  if (expected === 'any') wrong.setExpectedAny(new Empty());
  else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new Empty());
  else if (expected === 'no_stream') wrong.setExpectedNoStream(new Empty());
  else wrong.setExpectedRevision(String(expected));
  if (outcome.actual === undefined) wrong.setCurrentNoStream(new Empty());
  else wrong.setCurrentRevision(String(outcome.actual));
  response.setWrongExpectedVersion(wrong);
  return response;
}

export function placed(offset: bigint) {
  const position = new AllStreamPosition();
  position.setCommitPosition(String(offset));
  position.setPreparePosition(String(offset));
  return position;
}

/** A status of google.rpc: only an empty one can be made without its package. */
export function rpcStatus(
  message: string,
  name = 'google.protobuf.Empty',
  details: Message = new Empty(),
): RpcStatus {
  const status = Status.deserializeBinary(Uint8Array.of(0x1a, 0)); // with details, which are empty
  status.setMessage(message);
  status.getDetails()?.pack(details.serializeBinary(), name);
  return status;
}

const ours = (name: string, details: Message) => rpcStatus(name, `event_store.client.${name}`, details);

export const deletedStatus = (stream: string): RpcStatus => {
  const details = new StreamDeleted();
  details.setStreamIdentifier(identifier(stream));
  return ours('StreamDeleted', details);
};
export const deniedStatus = (): RpcStatus => ours('AccessDenied', new AccessDenied());
export const timedOutStatus = (): RpcStatus => ours('Timeout', new Timeout());
export const badRequestStatus = (message: string): RpcStatus => {
  const details = new BadRequest();
  details.setMessage(message);
  return ours('BadRequest', details);
};
export const tooLargeStatus = (most: number): RpcStatus => {
  const details = new MaximumAppendSizeExceeded();
  details.setMaxappendsize(most);
  return ours('MaximumAppendSizeExceeded', details);
};
export const wrongVersionStatus = (expected: Expected, actual: bigint | undefined): RpcStatus => {
  const details = new WrongExpectedVersion();
  if (actual === undefined) details.setCurrentNoStream(new Empty());
  else details.setCurrentStreamRevision(String(actual));
  if (expected === 'any') details.setExpectedAny(new Empty());
  else if (expected === 'stream_exists') details.setExpectedStreamExists(new Empty());
  else if (expected === 'no_stream') details.setExpectedNoStream(new Empty());
  else details.setExpectedStreamPosition(String(expected));
  return ours('WrongExpectedVersion', details);
};

export function eventAnswer(event: StoredEvent): ReadResponse {
  const record = new ReadResp.ReadEvent.RecordedEvent();
  const id = new UUID();
  id.setString(event.id);
  record.setId(id);
  record.setStreamIdentifier(identifier(event.stream));
  record.setStreamRevision(String(event.revision));
  record.setCommitPosition(String(event.offset));
  record.setPreparePosition(String(event.offset));
  const system = record.getMetadataMap();
  system.set('type', event.type);
  system.set('created', String(BigInt(event.created.getTime()) * 10_000n));
  system.set('content-type', event.format === 'json' ? 'application/json' : 'application/octet-stream');
  record.setData(event.data);
  record.setCustomMetadata(event.metadata);
  const read = new ReadResp.ReadEvent();
  read.setEvent(record);
  read.setCommitPosition(String(event.offset));
  const response = new ReadResp();
  response.setEvent(read);
  return response;
}

export function notFoundAnswer(stream: string): ReadResponse {
  const missing = new ReadResp.StreamNotFound();
  missing.setStreamIdentifier(identifier(stream));
  const response = new ReadResp();
  response.setStreamNotFound(missing);
  return response;
}

export function confirmation(id: string): ReadResponse {
  const confirmed = new ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId(id);
  const response = new ReadResp();
  response.setConfirmation(confirmed);
  return response;
}

export function caughtUp(): ReadResponse {
  const response = new ReadResp();
  response.setCaughtUp(new ReadResp.CaughtUp());
  return response;
}

export function fellBehind(): ReadResponse {
  const response = new ReadResp();
  response.setFellBehind(new ReadResp.FellBehind());
  return response;
}

export function checkpoint(commit: bigint, prepare: bigint): ReadResponse {
  const reached = new ReadResp.Checkpoint();
  reached.setCommitPosition(String(commit));
  reached.setPreparePosition(String(prepare));
  const response = new ReadResp();
  response.setCheckpoint(reached);
  return response;
}
