import { POSITION_BYTES } from './keys.js';

/** Positions of a stream's events are kept in chunks of so many; the last chunk, its tail, is the one that grows. */
export const CHUNK = 64;
const COUNT_BYTES = 4;

/**
 * What is known of a stream without reading its events. A stream is identified by the position of its first event, so
 * what belongs to the streams of today lies together on few pages.
 */
export interface StreamHead {
  readonly first: number;
  /** How many events it has; the last revision is one less. */
  readonly count: number;
  /** Positions of the events after the last full chunk. */
  readonly tail: readonly number[];
}

export const newHead = (first: number): StreamHead => ({ first, count: 1, tail: [first] });

/** A stream of one event has no tail on disk: its first position says it all. */
export function encodeTail({ count, tail }: StreamHead): Buffer {
  const bytes = Buffer.allocUnsafe(COUNT_BYTES + tail.length * POSITION_BYTES);
  bytes.writeUInt32BE(count, 0);
  writePositions(tail, bytes, COUNT_BYTES);
  return bytes;
}

export function decodeTail(first: number, bytes: Buffer): StreamHead {
  const count = bytes.readUInt32BE(0);
  return { first, count, tail: readPositions(bytes, COUNT_BYTES, count % CHUNK) };
}

export function encodePositions(positions: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(positions.length * POSITION_BYTES);
  writePositions(positions, bytes, 0);
  return bytes;
}

export const decodeChunk = (bytes: Buffer): number[] => readPositions(bytes, 0, CHUNK);

function writePositions(positions: readonly number[], bytes: Buffer, start: number): void {
  let at = start;
  for (const position of positions) at = bytes.writeUIntBE(position, at, POSITION_BYTES);
}

function readPositions(bytes: Buffer, start: number, count: number): number[] {
  const positions: number[] = [];
  for (let n = 0; n < count; n += 1)
    positions.push(bytes.readUIntBE(start + n * POSITION_BYTES, POSITION_BYTES));
  return positions;
}
