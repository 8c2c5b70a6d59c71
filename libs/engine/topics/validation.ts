import { Buffer } from 'node:buffer';
import { DistributionError, MAX_MESSAGE_BYTES, type Message } from './port.js';

/** Kafka's rule for names of topics; groups keep to it too. */
const NAME = /^(?!\.{1,2}$)[\w.-]{1,249}$/;
const MAX_PARTITIONS = 1_024;

/** Bytes of key, headers and value together: what `MAX_MESSAGE_BYTES` limits. */
export function messageBytes({ key, headers, value }: Message): number {
  let bytes = Buffer.byteLength(key) + value.byteLength;
  for (const [name, text] of Object.entries(headers))
    bytes += Buffer.byteLength(name) + Buffer.byteLength(text);
  return bytes;
}

/** @returns how many bytes it has. @throws DistributionError `too-large` */
export function checkSize(message: Message): number {
  const bytes = messageBytes(message);
  if (bytes <= MAX_MESSAGE_BYTES) return bytes;
  throw new DistributionError('too-large', `a message of ${bytes} bytes; the limit is ${MAX_MESSAGE_BYTES}`);
}

/** @throws DistributionError `invalid` */
export function checkName(what: 'topic' | 'group', name: string): void {
  if (!NAME.test(name))
    throw new DistributionError('invalid', `not a name for a ${what}: ${JSON.stringify(name)}`);
}

/** @throws DistributionError `invalid` */
export function checkPartitions(partitions: number): void {
  if (Number.isInteger(partitions) && partitions >= 1 && partitions <= MAX_PARTITIONS) return;
  throw new DistributionError('invalid', `a topic has 1 to ${MAX_PARTITIONS} partitions, not ${partitions}`);
}

/** @throws DistributionError `invalid` */
export function checkMaxBatch(maxBatch: number): void {
  if (Number.isInteger(maxBatch) && maxBatch >= 1) return;
  throw new DistributionError('invalid', `maxBatch is a whole number from 1 on, not ${maxBatch}`);
}
