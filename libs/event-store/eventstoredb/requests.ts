import type { ExpectedRevision, NewEvent, Position, ReadFrom, StreamName } from '../port.js';
import {
  BatchAppendReq,
  type BatchAppendRequest,
  Empty,
  ReadReq,
  type ReadRequest,
  StreamIdentifier,
  UUID,
} from './protocol.js';

/**
 * Where in the log: an end or a record. A subscription begins behind the record, a read forwards with it, a read
 * backwards before it.
 */
export type Place = 'start' | 'end' | Position;

/** Everything but the server's own streams, which begin with a dollar. */
const OURS = '^[^$]';

/** How many events the server looks at before it answers with what it has found, or with a checkpoint. */
const SEARCH_WINDOW = 1_000;

/**
 * No deadline goes with it: the server would hold it against its own clock, and one that is ahead would refuse
 * everything.
 */
export function appendRequest(
  stream: StreamName,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): BatchAppendRequest {
  const options = new BatchAppendReq.Options();
  options.setStreamIdentifier(identifier(stream));
  if (expected === 'no_stream') options.setNoStream(new Empty());
  else options.setStreamPosition(String(expected));
  const request = new BatchAppendReq();
  request.setOptions(options);
  request.setProposedMessagesList(events.map(proposed));
  request.setIsFinal(true);
  return request;
}

function proposed({ id, type, format, data, metadata }: NewEvent) {
  const uuid = new UUID();
  uuid.setString(id);
  const message = new BatchAppendReq.ProposedMessage();
  message.setId(uuid);
  const system = message.getMetadataMap();
  system.set('type', type);
  system.set('content-type', format === 'json' ? 'application/json' : 'application/octet-stream');
  message.setData(data);
  message.setCustomMetadata(metadata);
  return message;
}

export interface Extent {
  readonly direction: 'forwards' | 'backwards';
  /** May be Infinity. */
  readonly limit: number;
}

export function readStreamRequest(stream: StreamName, from: ReadFrom, extent: Extent): ReadRequest {
  const where = new ReadReq.Options.StreamOptions();
  where.setStreamIdentifier(identifier(stream));
  if (from === 'start') where.setStart(new Empty());
  else if (from === 'end') where.setEnd(new Empty());
  else where.setRevision(String(from));
  const options = readOptions(extent);
  options.setStream(where);
  options.setNoFilter(new Empty());
  return request(options);
}

export function readAllRequest(from: Place, extent: Extent): ReadRequest {
  const options = readOptions(extent);
  options.setAll(allFrom(from));
  options.setFilter(ours());
  return request(options);
}

/** The newest event of all, without a filter, which might have to look at the whole log. */
export function lastOfAllRequest(): ReadRequest {
  const options = readOptions({ direction: 'backwards', limit: 1 });
  options.setAll(allFrom('end'));
  options.setNoFilter(new Empty());
  return request(options);
}

export function subscribeRequest(from: Place): ReadRequest {
  const options = new ReadReq.Options();
  options.setUuidOption(asText());
  options.setAll(allFrom(from));
  options.setSubscription(new ReadReq.Options.SubscriptionOptions());
  options.setFilter(ours());
  return request(options);
}

function readOptions({ direction, limit }: Extent) {
  const options = new ReadReq.Options();
  options.setUuidOption(asText());
  options.setCount(String(Math.min(limit, Number.MAX_SAFE_INTEGER)));
  options.setReadDirection(
    direction === 'forwards'
      ? ReadReq.Options.ReadDirection.FORWARDS
      : ReadReq.Options.ReadDirection.BACKWARDS,
  );
  return options;
}

function allFrom(from: Place) {
  const all = new ReadReq.Options.AllOptions();
  if (from === 'start') all.setStart(new Empty());
  else if (from === 'end') all.setEnd(new Empty());
  else {
    // They differ only in transactions over several calls, which version 5 and its clients had.
    const position = new ReadReq.Options.Position();
    position.setCommitPosition(String(from));
    position.setPreparePosition(String(from));
    all.setPosition(position);
  }
  return all;
}

function ours() {
  const expression = new ReadReq.Options.FilterOptions.Expression();
  expression.setRegex(OURS);
  const filter = new ReadReq.Options.FilterOptions();
  filter.setStreamIdentifier(expression);
  filter.setMax(SEARCH_WINDOW);
  filter.setCheckpointintervalmultiplier(1);
  return filter;
}

function asText() {
  const option = new ReadReq.Options.UUIDOption();
  option.setString(new Empty());
  return option;
}

function identifier(stream: StreamName) {
  const named = new StreamIdentifier();
  named.setStreamName(Buffer.from(stream, 'utf8'));
  return named;
}

function request(options: InstanceType<typeof ReadReq.Options>): ReadRequest {
  const made = new ReadReq();
  made.setOptions(options);
  return made;
}
