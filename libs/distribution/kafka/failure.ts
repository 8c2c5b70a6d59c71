import kafkajs from 'kafkajs';
import { DistributionError } from '../port.js';

// The errors are added to the module in a way Node cannot see the names of.
const { KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } = kafkajs;

/** What the broker called it, where it was the broker who refused. */
export function refusalOf(error: unknown): string | undefined {
  if (error instanceof KafkaJSProtocolError) return error.type;
  if (error instanceof KafkaJSNumberOfRetriesExceeded) return refusalOf(error.cause);
  return undefined;
}

/** A failed call as the port's error. */
export function asDistributionError(error: unknown, what: string): DistributionError {
  if (error instanceof DistributionError) return error;
  const message = `${what}: ${error instanceof Error ? error.message : String(error)}`;
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
