import { deserialize } from 'bson';

import type { CursorBatch } from './cursors.js';
import type { Document } from './document.js';
import { documentOf } from './outline.js';
import { decode, encode } from './values.js';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
/** Bits 0 to 15 must be understood by the receiver, the others may be ignored. */
const REQUIRED_FLAGS = 0xffff;

export const MAX_WIRE_MESSAGE_BYTES = 48_000_000;

/** The bytes are not the protocol: nothing can be answered, the connection ends. */
export class ProtocolError extends Error {}

/** One request, whichever way it was framed. */
export interface Request {
  readonly command: Document;
  /** The raw bytes of each document of a kind-1 section, by the section's name. */
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>;
  readonly wantsReply: boolean;
  readonly reply: (body: Buffer) => Buffer;
}

/** Splits a byte stream into messages; waits for the whole of each. @throws ProtocolError */
export async function* messagesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let length = 0;
  let wanted = 4;
  for await (const chunk of chunks) {
    pending.push(chunk);
    length += chunk.length;
    while (length >= wanted) {
      let bytes = pending.length === 1 ? (pending[0] ?? chunk) : Buffer.concat(pending);
      wanted = bytes.readInt32LE(0);
      if (wanted < 16 || wanted > MAX_WIRE_MESSAGE_BYTES)
        throw new ProtocolError(`a message of ${wanted} bytes`);
      if (length >= wanted) {
        yield bytes.subarray(0, wanted);
        bytes = bytes.subarray(wanted);
        length -= wanted;
        wanted = 4;
      }
      pending = [bytes];
    }
  }
}

/** @throws ProtocolError */
export function parseRequest(message: Buffer): Request {
  try {
    const opCode = message.readInt32LE(12);
    if (opCode === OP_MSG) return parseMsg(message);
    if (opCode === OP_QUERY) return parseQuery(message);
    throw new ProtocolError(`operation code ${opCode}`);
  } catch (error) {
    // Whatever fails here fails on the client's bytes: a length that lies, or BSON that is none.
    throw error instanceof ProtocolError ? error : new ProtocolError(String(error), { cause: error });
  }
}

function parseMsg(message: Buffer): Request {
  const flags = message.readUInt32LE(16);
  if ((flags & REQUIRED_FLAGS & ~(CHECKSUM_PRESENT | MORE_TO_COME)) !== 0)
    throw new ProtocolError(`flags ${flags}`);
  const end = message.length - ((flags & CHECKSUM_PRESENT) === 0 ? 0 : 4);
  const sequences = new Map<string, Buffer[]>();
  let command: Document | undefined;
  for (let at = 20; at < end;) {
    const kind = message.readUInt8(at);
    const size = message.readInt32LE(at + 1);
    const sectionEnd = at + 1 + size;
    if (size < 5 || sectionEnd > end) throw new ProtocolError('a section runs over the end');
    if (kind === 0 && command === undefined) command = decodeCommand(message.subarray(at + 1, sectionEnd));
    else if (kind === 1) {
      const nameEnd = message.indexOf(0, at + 5);
      const name = message.toString('utf8', at + 5, nameEnd);
      if (nameEnd < 0 || sequences.has(name)) throw new ProtocolError('a malformed document sequence');
      sequences.set(name, [...documentsIn(message.subarray(nameEnd + 1, sectionEnd))]);
    } else throw new ProtocolError(`section kind ${kind}`);
    at = sectionEnd;
  }
  if (command === undefined) throw new ProtocolError('no body section');
  const requestId = message.readInt32LE(4);
  return {
    command,
    sequences,
    wantsReply: (flags & MORE_TO_COME) === 0,
    reply: (body) => Buffer.concat([header(21 + body.length, requestId, OP_MSG), Buffer.alloc(5), body]),
  };
}

/** An insert's documents stay bytes: they are stored as they came. */
function decodeCommand(bytes: Buffer): Document {
  const isInsert = bytes.toString('latin1', 5, 12) === 'insert\0';
  return isInsert
    ? deserialize(bytes, { promoteValues: false, bsonRegExp: true, fieldsAsRaw: { documents: true } })
    : decode(bytes);
}

function* documentsIn(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length;) {
    const size = bytes.readInt32LE(at);
    if (size < 5 || at + size > bytes.length) throw new ProtocolError('a document runs over the end');
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** Only what drivers ask before they know the server: hello on `<database>.$cmd`. */
function parseQuery(message: Buffer): Request {
  const nameEnd = message.indexOf(0, 20);
  const [database, collection] = message.toString('utf8', 20, nameEnd).split('.');
  if (nameEnd < 0 || collection !== '$cmd') throw new ProtocolError('OP_QUERY on a collection');
  const from = nameEnd + 9;
  const command = decode(message.subarray(from, from + message.readInt32LE(from)));
  const requestId = message.readInt32LE(4);
  const fields = Buffer.alloc(20);
  fields.writeInt32LE(1, 16);
  return {
    command: { ...command, $db: database },
    sequences: new Map(),
    wantsReply: true,
    reply: (body) => Buffer.concat([header(36 + body.length, requestId, OP_REPLY), fields, body]),
  };
}

let lastRequestId = 0;

function header(length: number, responseTo: number, opCode: number): Buffer {
  const bytes = Buffer.allocUnsafe(16);
  lastRequestId = (lastRequestId + 1) | 0;
  bytes.writeInt32LE(length, 0);
  bytes.writeInt32LE(lastRequestId, 4);
  bytes.writeInt32LE(responseTo, 8);
  bytes.writeInt32LE(opCode, 12);
  return bytes;
}

const element = (type: number, name: string, value: Buffer): Buffer =>
  Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), value]);

/** {cursor: {<name>: [documents], id, ns}, ok: 1} around bytes that need not be decoded for it. */
export function cursorReply(
  name: 'firstBatch' | 'nextBatch',
  { documents, id, namespace }: CursorBatch,
): Buffer {
  const batch = documentOf(documents.map((document, i) => element(3, String(i), document)));
  const rest = encode({ id, ns: namespace });
  const cursor = documentOf([element(4, name, batch), rest.subarray(4, -1)]);
  return documentOf([element(3, 'cursor', cursor), encode({ ok: 1 }).subarray(4, -1)]);
}
