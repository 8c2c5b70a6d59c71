import type { ExpectedRevision, NewEvent, Position, ReadFrom, StreamName } from '../port.js';
import {
  AppendReq,
  type AppendRequest,
  Empty,
  ReadReq,
  type ReadRequest,
  StreamIdentifier,
  UUID,
} from './protocol.js';

/** Where in the log: an end, or behind (backwards: before) a record. */
export type Place = 'start' | 'end' | { readonly commit: bigint; readonly prepare: bigint };

/** A record's own place; its commit and prepare position are the same. */
export const placeOf = (position: Position): Place => ({ commit: position, prepare: position });

/** Everything but the server's own streams, which begin with a dollar. */
const OURS = '^[^$]';

/** How many records the server looks at between two checkpoints. */
const SEARCH_WINDOW = 1_000;

export function appendRequests(
  stream: StreamName,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): readonly AppendRequest[] {
  const options = new AppendReq.Options();
  options.setStreamIdentifier(identifier(stream));
  if (expected === 'no_stream') options.setNoStream(new Empty());
  else options.setRevision(String(expected));
  const header = new AppendReq();
  header.setOptions(options);
  return [header, ...events.map(proposed)];
}

function proposed({ id, type, format, data, metadata }: NewEvent): AppendRequest {
  const uuid = new UUID();
  uuid.setString(id);
  const message = new AppendReq.ProposedMessage();
  message.setId(uuid);
  message.getMetadataMap().set('type', type);
  message
    .getMetadataMap()
    .set('content-type', format === 'json' ? 'application/json' : 'application/octet-stream');
  message.setData(data);
  message.setCustomMetadata(metadata);
  const request = new AppendReq();
  request.setProposedMessage(message);
  return request;
}

export interface Extent {
  readonly direction: 'forwards' | 'backwards';
  readonly limit: number | undefined;
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

export function subscribeRequest(from: Place): ReadRequest {
  const options = new ReadReq.Options();
  options.setUuidOption(asText());
  options.setAll(allFrom(from));
  options.setSubscription(new ReadReq.Options.SubscriptionOptions());
  options.setFilter(ours());
  return request(options);
}

function readOptions({ direction, limit = Number.MAX_SAFE_INTEGER }: Extent) {
  const options = new ReadReq.Options();
  options.setUuidOption(asText());
  options.setCount(String(limit));
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
    const position = new ReadReq.Options.Position();
    position.setCommitPosition(String(from.commit));
    position.setPreparePosition(String(from.prepare));
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
