import { Buffer } from 'node:buffer';

/**
 * The partition of a key, as Kafka's Java clients choose it: with the same number of partitions a key keeps its
 * partition when the service moves from one driver to the other.
 */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;
}

const SEED = 0x9747b28c;
const M = 0x5bd1e995;

/** Austin Appleby's MurmurHash2 as in org.apache.kafka.common.utils.Utils: a signed 32-bit number. */
export function murmur2(data: Uint8Array): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const words = data.length >>> 2;
  let hash = SEED ^ data.length;
  for (let word = 0; word < words; word += 1) {
    let k = Math.imul(view.getInt32(word * 4, true), M);
    k = Math.imul(k ^ (k >>> 24), M);
    hash = Math.imul(hash, M) ^ k;
  }
  const rest = data.subarray(words * 4);
  if (rest.length > 0) {
    // The last one to three bytes, little-endian.
    for (const [index, byte] of rest.entries()) hash ^= byte << (8 * index);
    hash = Math.imul(hash, M);
  }
  hash = Math.imul(hash ^ (hash >>> 13), M);
  return hash ^ (hash >>> 15);
}
