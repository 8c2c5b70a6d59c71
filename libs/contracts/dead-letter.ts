import type { Message, ReceivedMessage } from '#topics/port.js';
import { MAX_MESSAGE_BYTES } from '#topics/port.js';
import { messageBytes } from '#topics/validation.js';

/** Why a message was not taken in. */
export const REASON_HEADER = 'hawiya-reason';

/** Where it was: partition and offset on its topic, `3/1042`. */
export const ORIGIN_HEADER = 'hawiya-origin';

/** The topic it came on. */
export const ORIGIN_TOPIC_HEADER = 'hawiya-origin-topic';

/** Present when the message was too large to be put aside with its value: how many bytes that had. */
export const LEFT_OUT_HEADER = 'hawiya-left-out';

const MAX_REASON = 2_000;

/**
 * The message that stands for one that could not be taken in: as it came, with the reason. One that is too large for
 * the topic of dead letters with the reason added, or by itself, leaves its value and its own headers behind:
 * a message that could not be put aside would hold back everything behind it.
 */
export function deadLetter(
  { key, value, headers, topic, partition, offset }: ReceivedMessage,
  reasons: readonly string[],
): Message {
  const why = {
    [REASON_HEADER]: reasons.join('; ').slice(0, MAX_REASON),
    [ORIGIN_HEADER]: `${partition}/${offset}`,
    [ORIGIN_TOPIC_HEADER]: topic,
  };
  const whole = { key, value, headers: { ...headers, ...why } };
  if (messageBytes(whole) <= MAX_MESSAGE_BYTES) return whole;
  const leftOut = { ...why, [LEFT_OUT_HEADER]: String(value.byteLength) };
  return { key: key.slice(0, MAX_REASON), value: new Uint8Array(), headers: leftOut };
}
