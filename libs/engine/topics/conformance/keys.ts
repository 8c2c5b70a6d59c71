import { partitionOf } from '../partitioner.js';

/** A key that belongs to the partition. */
export function keyOfPartition(partition: number, partitions: number): string {
  for (let number = 0; ; number += 1) {
    const key = `key-${number}`;
    if (partitionOf(key, partitions) === partition) return key;
  }
}
