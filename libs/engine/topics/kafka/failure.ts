import kafka from 'kafkajs';
import { messageOf } from '#runtime/message-of.js';
import { DistributionError } from '../port.js';

// Node sees no named exports in what the package spreads into its own.
const { KafkaJSAggregateError, KafkaJSError, KafkaJSProtocolError, KafkaJSSASLAuthenticationError } = kafka;

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

const REFUSALS: ReadonlySet<string> = new Set([
  'SASL_AUTHENTICATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'TOPIC_AUTHORIZATION_FAILED',
]);

/** Whether it is a broker that is away, or refuses us: what the client says, or a call of ours. */
export function isOfKafka(error: Error): boolean {
  if (error instanceof DistributionError) return error.code === 'unavailable' && causedByClient(error);
  return isKafkaRefusal(error) || (error instanceof KafkaJSError && error.retriable);
}

function causedByClient({ cause }: Error): boolean {
  return cause instanceof KafkaJSError || cause instanceof KafkaJSAggregateError || isSystemError(cause);
}

const isSystemError = (error: unknown): boolean => error instanceof Error && 'syscall' in error;

/** Whether a broker does not know this user and password, or does not let them do what is needed. */
export function isKafkaRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof KafkaJSSASLAuthenticationError || REFUSALS.has(refusalOf(error) ?? '')) return true;
  return isKafkaRefusal(error.cause);
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
