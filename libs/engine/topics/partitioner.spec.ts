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

  // From org.apache.kafka.clients.producer.internals.BuiltInPartitioner of kafka-clients 4.3.1: of 8, 12 and 1,000.
  it.each([
    ['', 1, 9, 681],
    ['a', 4, 4, 524],
    ['ab', 2, 2, 434],
    ['abc', 3, 3, 107],
    ['abcd', 4, 8, 100],
    ['abcde', 5, 1, 741],
    ['مفتاح', 1, 9, 713],
    ['هوية مقيم', 3, 3, 795],
    ['😀', 1, 9, 617],
    ['6f0d7c0e-5b0a-5c57-9d0e-2a4a9d1f7b11', 5, 5, 221],
    ['0b2f6c3a-8a52-4f0e-9b1d-5f3e2d1c0b9a', 7, 7, 767],
    ['application-42', 1, 5, 721],
    ['x'.repeat(100), 4, 4, 468],
  ])('of %s is the one the Java producer chooses', (key, of8, of12, of1000) => {
    expect([8, 12, 1_000].map((partitions) => partitionOf(key, partitions))).toEqual([of8, of12, of1000]);
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
