import type { Position, RecordedEvent, Revision, StreamName } from '../port.js';
import type { ReadResponse } from './protocol.js';

type Read = NonNullable<ReturnType<ReadResponse['getEvent']>>;

/** .NET's clock counts tenths of a microsecond. */
const TICKS_PER_MS = 10_000n;

/** The server writes some events of its own into anybody's stream: the tombstone of a deleted one. */
export const isOurs = ({ type }: Pick<RecordedEvent, 'type'>): boolean => !type.startsWith('$');

/** An event as it was stored, to the byte. Undefined: a link to an event that is no more. */
export function recorded(read: Read): RecordedEvent | undefined {
  const event = read.getEvent();
  if (event === undefined) return undefined;
  const system = event.getMetadataMap();
  return {
    stream: textOf(event.getStreamIdentifier()?.getStreamName_asU8()) as StreamName, // the server's
    revision: BigInt(event.getStreamRevision()) as Revision, // likewise
    position: BigInt(event.getCommitPosition()) as Position, // likewise; the prepare position is the same
    id: event.getId()?.getString() ?? '',
    type: system.get('type') ?? '',
    format: system.get('content-type') === 'application/json' ? 'json' : 'binary',
    data: event.getData_asU8(),
    metadata: event.getCustomMetadata_asU8(),
    created: new Date(Number(BigInt(system.get('created') ?? 0) / TICKS_PER_MS)),
  };
}

const textOf = (bytes: Uint8Array = new Uint8Array()): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
