import type { KafkaMessage } from 'kafkajs';
import type { ReceivedMessage } from '../port.js';

const NOTHING = new Uint8Array();

/** A message as the port has it. Others may publish without a key or a value, or a header several times: the last counts. */
export function receivedMessage(
  topic: string,
  partition: number,
  { key, value, headers = {}, offset }: KafkaMessage,
): ReceivedMessage {
  const texts: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const header = headers[name];
    const text = Array.isArray(header) ? header.at(-1) : header;
    texts[name] = typeof text === 'string' ? text : (text?.toString() ?? '');
  }
  return {
    topic,
    partition,
    offset: BigInt(offset),
    key: key?.toString() ?? '',
    headers: texts,
    value: value ?? NOTHING,
  };
}
