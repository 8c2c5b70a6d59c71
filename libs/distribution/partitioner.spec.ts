import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import kafka from 'kafkajs';
import { murmur2, partitionOf } from './partitioner.js';

describe('the partition of a key', () => {
  // From Kafka's own UtilsTest.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('hashes %s as Kafka does', (text, hash) => {
    expect(murmur2(Buffer.from(text))).toBe(hash);
  });

  it('is the one a Kafka client chooses', () => {
    const choose = kafka.Partitioners.DefaultPartitioner();
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.integer({ min: 1, max: 64 }),
        (key, partitions) => {
          const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
            partitionErrorCode: 0,
            partitionId,
            leader: 1,
            replicas: [1],
            isr: [1],
          }));
          const chosen = choose({
            topic: 't',
            partitionMetadata,
            message: { key: Buffer.from(key), value: null },
          });
          expect(partitionOf(key, partitions)).toBe(chosen);
        },
      ),
    );
  });
});
