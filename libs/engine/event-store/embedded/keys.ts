/**
 * Keys sort as bytes, so numbers are big-endian. Inside the driver positions are JavaScript numbers of at most 48 bits
 * and revisions of 32: exact, and enough for 89 years at 100,000 events a second.
 */
export const POSITION_BYTES = 6;

export const positionKey = {
  writeKey(position: number, target: Buffer, start: number): number {
    return writePosition(position, target, start);
  },
  readKey(source: Buffer, start: number): number {
    return source.readUIntBE(start, POSITION_BYTES);
  },
};

export type ChunkKey = [first: number, chunk: number];

export const chunkKey = {
  writeKey([first, chunk]: ChunkKey, target: Buffer, start: number): number {
    return target.writeUInt32BE(chunk, writePosition(first, target, start));
  },
  readKey(source: Buffer, start: number): ChunkKey {
    return [source.readUIntBE(start, POSITION_BYTES), source.readUInt32BE(start + POSITION_BYTES)];
  },
};

/** Stream names are at most 512 bytes long, LMDB's keys at most 1,978. */
export const nameKey = {
  writeKey(name: string, target: Buffer, start: number): number {
    return start + target.write(name, start, 'utf8');
  },
  readKey(source: Buffer, start: number, end: number): string {
    return source.toString('utf8', start, end);
  },
};

function writePosition(position: number, target: Buffer, start: number): number {
  const high = Math.floor(position / 0x100000000);
  target[start] = high >>> 8;
  target[start + 1] = high;
  target[start + 2] = position >>> 24;
  target[start + 3] = position >>> 16;
  target[start + 4] = position >>> 8;
  target[start + 5] = position;
  return start + POSITION_BYTES;
}
