import { Buffer } from 'node:buffer';
import type { Message, ReceivedMessage } from '../port.js';
import type { Partition } from './topic.js';

/**
 * A message as bytes, the value under its place:
 *
 *     0  length of key (4)    4  length of headers (4)    8  key, headers as a JSON object, value
 */
const HEADER = 8;

export function encodeMessage({ key, headers, value }: Message): Buffer {
  const names = JSON.stringify(headers);
  const headersAt = HEADER + Buffer.byteLength(key);
  const valueAt = headersAt + Buffer.byteLength(names);
  const record = Buffer.allocUnsafe(valueAt + value.byteLength);
  record.writeUInt32BE(headersAt - HEADER, 0);
  record.writeUInt32BE(valueAt - headersAt, 4);
  record.write(key, HEADER, 'utf8');
  record.write(names, headersAt, 'utf8');
  record.set(value, valueAt);
  return record;
}

/** The message's value is a view of `record`: it must be the message's own. */
export function decodeMessage(record: Buffer): Message {
  const headersAt = HEADER + record.readUInt32BE(0);
  const valueAt = headersAt + record.readUInt32BE(4);
  return {
    key: record.toString('utf8', HEADER, headersAt),
    // Written by encodeRecord, from such an object.
    headers: JSON.parse(record.toString('utf8', headersAt, valueAt)) as Record<string, string>,
    value: new Uint8Array(record.buffer, record.byteOffset + valueAt, record.byteLength - valueAt),
  };
}

/** A message as its consumers get it. */
export function messageAsReceived(
  message: Message,
  { topic, index }: Pick<Partition, 'topic' | 'index'>,
  offset: number,
): ReceivedMessage {
  return { ...message, topic, partition: index, offset: BigInt(offset) };
}
