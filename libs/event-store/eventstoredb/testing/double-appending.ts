import { Metadata, status } from '@grpc/grpc-js';
import { EventStoreError } from '../../errors.js';
import type {
  AppendResult,
  EventStore,
  ExpectedRevision,
  NewEvent,
  Revision,
  StreamName,
} from '../../port.js';
import { AppendResp, type AppendRequest, type AppendResponse, Empty } from '../protocol.js';

/** Does what an append call asks for: a header, then the events. */
export async function appendTo(
  store: EventStore,
  [header, ...proposals]: readonly AppendRequest[],
): Promise<AppendResult> {
  const options = header?.getOptions();
  const stream = text(options?.getStreamIdentifier()?.getStreamName_asU8()) as StreamName; // checked by the store
  const [first, ...others] = proposals.map((proposal) => proposed(proposal));
  if (options === undefined || first === undefined) throw new EventStoreError('invalid', 'an empty append');
  const exact: ExpectedRevision | undefined = options.hasNoStream()
    ? 'no_stream'
    : options.hasRevision()
      ? (BigInt(options.getRevision()) as Revision) // the client's
      : undefined;
  if (exact !== undefined) return store.append(stream, exact, [first, ...others]);
  for (;;) {
    const head = await store.readStream(stream, { direction: 'backwards', limit: 1 });
    const expected = head.kind === 'found' ? head.events[0]?.revision : undefined;
    const result = await store.append(stream, expected ?? 'no_stream', [first, ...others]);
    if (result.kind === 'appended') return result;
  }
}

function proposed(request: AppendRequest): NewEvent {
  const message = request.getProposedMessage();
  const system = message?.getMetadataMap();
  return {
    id: message?.getId()?.getString() ?? '',
    type: system?.get('type') ?? '',
    format: system?.get('content-type') === 'application/json' ? 'json' : 'binary',
    data: message?.getData_asU8() ?? new Uint8Array(),
    metadata: message?.getCustomMetadata_asU8() ?? new Uint8Array(),
  };
}

export function answerTo(result: AppendResult): AppendResponse {
  const response = new AppendResp();
  if (result.kind === 'appended') {
    const success = new AppendResp.Success();
    const position = new AppendResp.Position();
    position.setCommitPosition(String(result.position));
    position.setPreparePosition(String(result.position));
    success.setCurrentRevision(String(result.revision));
    success.setPosition(position);
    response.setSuccess(success);
    return response;
  }
  const wrong = new AppendResp.WrongExpectedVersion();
  if (result.actual === 'no_stream') wrong.setCurrentNoStream(new Empty());
  else wrong.setCurrentRevision(String(result.actual));
  response.setWrongExpectedVersion(wrong);
  return response;
}

/** A refused append as the server says it. */
export function appendRefusal(error: unknown) {
  const details = error instanceof Error ? error.message : String(error);
  if (!(error instanceof EventStoreError)) return { code: status.UNAVAILABLE, details };
  if (error.code !== 'too-large')
    return { code: error.code === 'invalid' ? status.INVALID_ARGUMENT : status.UNAVAILABLE, details };
  const metadata = new Metadata();
  metadata.set('exception', 'maximum-append-size-exceeded');
  metadata.set('maximum-append-size', '1048576');
  return { code: status.INVALID_ARGUMENT, details, metadata };
}

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('utf8');
