import type { NewEvent, Position, RecordedEvent, Revision, StreamName } from '../port.js';

/**
 * An event as bytes, the value under its position:
 *
 *     0  flags         1  created, ms since 1970 (6)   7  position (6)          13  revision (4)
 *    17  length of stream (2)   19  length of type (2)  21  length of metadata (4)   25  id, stream, type, metadata, data
 *
 * A layout of our own rather than MessagePack: it is fewer bytes around the payload, it cannot change under us with a
 * library, and the payload needs one copy. The id is text: 20 bytes more, but read together with the names in one go,
 * and decoding is what reading costs. A record says itself where it belongs, so the log alone is enough to check or
 * rebuild every index.
 */
const JSON_DATA = 1;
/** Stream and type are plain ASCII, as nearly always: then they are read at once, and faster. */
const ASCII_NAMES = 2;
const CREATED = 1;
const POSITION = 7;
const REVISION = 13;
const STREAM_LENGTH = 17;
const TYPE_LENGTH = 19;
const METADATA_LENGTH = 21;
const HEADER = 25;
const ID_LENGTH = 36;

export function encodeRecord(stream: string, event: NewEvent, created: number): Buffer {
  const streamLength = Buffer.byteLength(stream);
  const typeLength = Buffer.byteLength(event.type);
  const metadataAt = HEADER + ID_LENGTH + streamLength + typeLength;
  const dataAt = metadataAt + event.metadata.byteLength;
  const record = Buffer.allocUnsafe(dataAt + event.data.byteLength);
  const ascii = streamLength === stream.length && typeLength === event.type.length;
  record[0] = (event.format === 'json' ? JSON_DATA : 0) | (ascii ? ASCII_NAMES : 0);
  record.writeUIntBE(created, CREATED, 6);
  record.writeUInt16BE(streamLength, STREAM_LENGTH);
  record.writeUInt16BE(typeLength, TYPE_LENGTH);
  record.writeUInt32BE(event.metadata.byteLength, METADATA_LENGTH);
  record.write(`${event.id}${stream}${event.type}`, HEADER, ascii ? 'latin1' : 'utf8');
  record.set(event.metadata, metadataAt);
  record.set(event.data, dataAt);
  return record;
}

/** Where the event belongs is known only when the append's turn comes, after the rest was encoded. */
export function place(record: Buffer, position: number, revision: number): void {
  record.writeUIntBE(position, POSITION, 6);
  record.writeUInt32BE(revision, REVISION);
}

/** The event's metadata and data are views of `record`: it must be the event's own. */
export function decodeRecord(record: Buffer): RecordedEvent {
  const flags = record[0] ?? 0;
  const streamLength = record.readUInt16BE(STREAM_LENGTH);
  const typeLength = record.readUInt16BE(TYPE_LENGTH);
  const metadataLength = record.readUInt32BE(METADATA_LENGTH);
  const payloadAt = HEADER + ID_LENGTH + streamLength + typeLength;
  const ascii = flags & ASCII_NAMES;
  const names = record.toString(ascii ? 'latin1' : 'utf8', HEADER, payloadAt);
  const streamEnd = ID_LENGTH + (ascii ? streamLength : charactersIn(record, streamLength));
  const metadataAt = record.byteOffset + payloadAt;
  const dataLength = record.byteLength - payloadAt - metadataLength;
  return {
    // The brands are ours to give: what is stored was checked on its way in.
    stream: names.slice(ID_LENGTH, streamEnd) as StreamName,
    revision: BigInt(record.readUInt32BE(REVISION)) as Revision,
    position: BigInt(record.readUIntBE(POSITION, 6)) as Position,
    id: names.slice(0, ID_LENGTH),
    type: names.slice(streamEnd),
    format: flags & JSON_DATA ? 'json' : 'binary',
    created: new Date(record.readUIntBE(CREATED, 6)),
    metadata: new Uint8Array(record.buffer, metadataAt, metadataLength),
    data: new Uint8Array(record.buffer, metadataAt + metadataLength, dataLength),
  };
}

/** How long a stream's name is once decoded: UTF-8 counts otherwise than JavaScript. */
function charactersIn(record: Buffer, streamLength: number): number {
  const streamAt = HEADER + ID_LENGTH;
  return record.toString('utf8', streamAt, streamAt + streamLength).length;
}
