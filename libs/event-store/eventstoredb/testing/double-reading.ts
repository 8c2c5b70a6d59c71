import type { Position, ReadFrom, RecordedEvent, Revision, StreamName } from '../../port.js';
import {
  ReadResp,
  type ReadRequest,
  type ReadResponse,
  ReadReq,
  StreamIdentifier,
  UUID,
} from '../protocol.js';

type Direction = 'forwards' | 'backwards';

export type Asked =
  | {
      readonly kind: 'stream';
      readonly stream: StreamName;
      readonly from: ReadFrom;
      readonly direction: Direction;
      readonly limit: number;
    }
  | {
      readonly kind: 'all';
      /** Exclusive, as the embedded store counts. */
      readonly after: Position | undefined;
      readonly direction: Direction;
      readonly limit: number;
      readonly matches: (stream: string) => boolean;
      /** Events between two checkpoints. */
      readonly window: number;
    };

/** What a read asks for. @throws Error: something the double does not know. */
export function placeIn(request: ReadRequest): Asked {
  const options = request.getOptions();
  const stream = options?.getStream();
  const direction: Direction =
    options?.getReadDirection() === ReadReq.Options.ReadDirection.BACKWARDS ? 'backwards' : 'forwards';
  const limit = Math.min(
    Number(options?.getCount() ?? 0) || Number.MAX_SAFE_INTEGER,
    Number.MAX_SAFE_INTEGER,
  );
  if (stream !== undefined) {
    const name = Buffer.from(stream.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');
    const from: ReadFrom = stream.hasStart()
      ? 'start'
      : stream.hasEnd()
        ? 'end'
        : (BigInt(stream.getRevision()) as Revision);
    return { kind: 'stream', stream: name as StreamName, from, direction, limit };
  }
  const all = options?.getAll();
  if (all === undefined) throw new Error('neither a stream nor $all');
  const filter = options?.getFilter();
  const expression = filter?.getStreamIdentifier();
  const regex = new RegExp(expression?.getRegex() ?? '', 'u');
  const prefixes = expression?.getPrefixList() ?? [];
  return {
    kind: 'all',
    after: startOf(all, direction, options?.getSubscription() !== undefined),
    direction,
    limit,
    matches: (name) =>
      regex.test(name) && (prefixes.length === 0 || prefixes.some((p) => name.startsWith(p))),
    window: (filter?.getMax() || 32) * (filter?.getCheckpointintervalmultiplier() || 1),
  };
}

type AllOptions = InstanceType<typeof ReadReq.Options.AllOptions>;

/** A record's place is inclusive for a read forwards, exclusive otherwise; {C, 0} lies before the record at C. */
function startOf(all: AllOptions, direction: Direction, subscription: boolean): Position | undefined {
  if (all.hasStart() || all.hasEnd()) return undefined;
  const place = all.getPosition();
  const commit = BigInt(place?.getCommitPosition() ?? 0);
  const inclusive =
    direction === 'forwards' && (!subscription || BigInt(place?.getPreparePosition() ?? 0) < commit);
  const after = inclusive ? commit - 1n : commit;
  return after <= 0n && direction === 'forwards' ? undefined : (after as Position); // the embedded store's own numbers
}

export function eventAnswer(event: RecordedEvent): ReadResponse {
  const record = new ReadResp.ReadEvent.RecordedEvent();
  const id = new UUID();
  id.setString(event.id);
  record.setId(id);
  record.setStreamIdentifier(identifier(event.stream));
  record.setStreamRevision(String(event.revision));
  record.setCommitPosition(String(event.position));
  record.setPreparePosition(String(event.position));
  const system = record.getMetadataMap();
  system.set('type', event.type);
  system.set('created', String(BigInt(event.created.getTime()) * 10_000n));
  system.set('content-type', event.format === 'json' ? 'application/json' : 'application/octet-stream');
  record.setData(event.data);
  record.setCustomMetadata(event.metadata);
  const read = new ReadResp.ReadEvent();
  read.setEvent(record);
  read.setCommitPosition(String(event.position));
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

export function confirmation(): ReadResponse {
  const confirmed = new ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId('double');
  const response = new ReadResp();
  response.setConfirmation(confirmed);
  return response;
}

export function caughtUp(): ReadResponse {
  const response = new ReadResp();
  response.setCaughtUp(new ReadResp.CaughtUp());
  return response;
}

export function checkpoint(commit: bigint): ReadResponse {
  const reached = new ReadResp.Checkpoint();
  reached.setCommitPosition(String(commit));
  reached.setPreparePosition('0');
  const response = new ReadResp();
  response.setCheckpoint(reached);
  return response;
}

function identifier(stream: string) {
  const named = new StreamIdentifier();
  named.setStreamName(Buffer.from(stream, 'utf8'));
  return named;
}
