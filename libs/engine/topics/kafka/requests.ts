import type { Message } from '../port.js';

export interface Sized {
  readonly message: Message;
  readonly bytes: number;
}

/** What a partition takes at once by default is 1,048,588 bytes, in one batch. */
const REQUEST_BYTES = 1_000_000;
/** What Kafka wraps around a message, and around each of a dozen headers. */
const RECORD_OVERHEAD_BYTES = 64;
/** The client sorts a request's messages by partition in a time that grows with the square of their number. */
const REQUEST_MESSAGES = 1_000;

/** The messages in order, as one or more requests to the broker; none is empty. */
export function* requestsOf(messages: readonly Sized[]): Generator<readonly Message[]> {
  let request: Message[] = [];
  let bytes = 0;
  for (const one of messages) {
    const size = one.bytes + RECORD_OVERHEAD_BYTES;
    if (request.length > 0 && (bytes + size > REQUEST_BYTES || request.length === REQUEST_MESSAGES)) {
      yield request;
      [request, bytes] = [[], 0];
    }
    request.push(one.message);
    bytes += size;
  }
  if (request.length > 0) yield request;
}
