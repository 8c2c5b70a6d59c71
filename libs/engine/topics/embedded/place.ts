import type { Buffer } from 'node:buffer';

/** Offsets inside the driver are JavaScript numbers of at most 48 bits. */
export const MAX_OFFSET = 2 ** 48 - 1;

export type TopicOffset = [topic: number, partition: number, offset: number];

/** Keys sort as bytes, so numbers are big-endian: topic (2), partition (2), offset (6). */
export const placeKey = {
  writeKey([topic, partition, offset]: TopicOffset, target: Buffer, start: number): number {
    target[start] = topic >>> 8;
    target[start + 1] = topic;
    target[start + 2] = partition >>> 8;
    target[start + 3] = partition;
    const high = Math.floor(offset / 0x100000000);
    target[start + 4] = high >>> 8;
    target[start + 5] = high;
    target[start + 6] = offset >>> 24;
    target[start + 7] = offset >>> 16;
    target[start + 8] = offset >>> 8;
    target[start + 9] = offset;
    return start + 10;
  },
  readKey(source: Buffer, start: number): TopicOffset {
    return [source.readUInt16BE(start), source.readUInt16BE(start + 2), source.readUIntBE(start + 4, 6)];
  },
};
