import type { Position, RecordedEvent, Revision, StreamName } from '../port.js';
import { WireReader } from './wire-reader.js';

/** One message of what a read or a subscription answers. */
export type ReadAnswer =
  | { readonly kind: 'event'; readonly event: RecordedEvent }
  | { readonly kind: 'checkpoint'; readonly position: Position }
  | { readonly kind: 'stream-not-found' | 'caught-up' | 'fell-behind' | 'nothing' };

/** .NET's clock counts tenths of a microsecond. */
const TICKS_PER_MS = 10_000n;

/** Fields of ReadResp, of what is in it, of a map's entry: see the protocol's streams.proto. */
export function readAnswer(bytes: Buffer): ReadAnswer {
  const reader = new WireReader(bytes);
  switch (reader.field()) {
    case 1:
      return readEvent(reader.message());
    case 3:
      return { kind: 'checkpoint', position: readCommitPosition(reader.message()) };
    case 4:
      return { kind: 'stream-not-found' };
    case 8:
      return { kind: 'caught-up' };
    case 9:
      return { kind: 'fell-behind' };
    default:
      return { kind: 'nothing' }; // a confirmation, or what is not asked for
  }
}

/** The event itself, not a link to it: links are not followed. */
function readEvent(reader: WireReader): ReadAnswer {
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) return { kind: 'event', event: readRecorded(reader.message()) };
    reader.skip();
  }
  return { kind: 'nothing' };
}

function readCommitPosition(reader: WireReader): Position {
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) return reader.integer() as Position; // the server's
    reader.skip();
  }
  return 0n as Position; // a zero is not sent
}

/** An event as it was stored, to the byte. */
function readRecorded(reader: WireReader): RecordedEvent {
  let id = '';
  let stream = '';
  let revision = 0n;
  let position = 0n;
  let type = '';
  let format: RecordedEvent['format'] = 'binary';
  let created = 0n;
  let metadata: Uint8Array = new Uint8Array();
  let data: Uint8Array = new Uint8Array();
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    switch (field) {
      case 1:
        id = readText(reader.message(), 2);
        break;
      case 2:
        stream = readText(reader.message(), 3);
        break;
      case 3:
        revision = reader.integer();
        break;
      case 5:
        position = reader.integer(); // the commit position; the prepare position is the same
        break;
      case 6: {
        const { key, value } = readEntry(reader.message());
        if (key === 'type') type = value;
        else if (key === 'content-type') format = value === 'application/json' ? 'json' : 'binary';
        else if (key === 'created') created = BigInt(value);
        break;
      }
      case 7:
        metadata = reader.buffer();
        break;
      case 8:
        data = reader.buffer();
        break;
      default:
        reader.skip();
    }
  }
  return {
    stream: stream as StreamName, // the server's, as are the next two
    revision: revision as Revision,
    position: position as Position,
    id,
    type,
    format,
    data,
    metadata,
    created: new Date(Number(created / TICKS_PER_MS)),
  };
}

function readText(reader: WireReader, wanted: number): string {
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === wanted) return reader.text();
    reader.skip();
  }
  return '';
}

function readEntry(reader: WireReader): { readonly key: string; readonly value: string } {
  let key = '';
  let value = '';
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) key = reader.text();
    else if (field === 2) value = reader.text();
    else reader.skip();
  }
  return { key, value };
}

/** The server writes some events of its own into anybody's stream: the tombstone of a deleted one. */
export const isOurs = ({ type }: Pick<RecordedEvent, 'type'>): boolean => !type.startsWith('$');
