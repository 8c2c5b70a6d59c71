import kafka from 'kafkajs';
import { messageOf } from '#platform/message-of.js';
import { DistributionError } from '../port.js';

// Node sees no named exports in what the package spreads into its own.
const { KafkaJSAggregateError, KafkaJSError, KafkaJSProtocolError } = kafka;

/** What the broker called it, where it was the broker who refused. */
export function refusalOf(error: unknown): string | undefined {
  if (error instanceof KafkaJSProtocolError) return error.type;
  return error instanceof Error ? refusalOf(error.cause) : undefined;
}

/** Whether it may pass by itself in a moment: a coordinator that moves, a connection that was lost. */
export function passes(error: unknown): boolean {
  if (error instanceof DistributionError) return error.code === 'unavailable';
  return error instanceof KafkaJSError && error.retriable;
}

/** A failed call as the port's error. */
export function asDistributionError(error: unknown, what: string): DistributionError {
  if (error instanceof DistributionError) return error;
  const message = `${what}: ${reasonsOf(error)}`;
  switch (refusalOf(error)) {
    case 'MESSAGE_TOO_LARGE':
    case 'RECORD_LIST_TOO_LARGE':
      return new DistributionError('too-large', message, { cause: error });
    case 'UNKNOWN_TOPIC_OR_PARTITION':
      return new DistributionError('unknown-topic', message, { cause: error });
    default:
      return new DistributionError('unavailable', message, { cause: error });
  }
}

function reasonsOf(error: unknown): string {
  if (error instanceof KafkaJSAggregateError)
    return error.errors.map((one) => (typeof one === 'string' ? one : one.message)).join('; ');
  return messageOf(error);
}
