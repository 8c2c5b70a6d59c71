import { Kafka, type KafkaConfig, type LogEntry, logLevel } from 'kafkajs';
import { DistributionError } from '../port.js';
import { mendConnection } from './connection.js';
import { mendRequestQueue } from './request-queue.js';
import { brokerSocket } from './socket.js';

mendConnection();
mendRequestQueue();

/** How a broker is signed in to. */
export interface Sasl {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

export interface KafkaConnection {
  /** `host:port` of some of the brokers; the others are learnt from them. */
  readonly brokers: readonly string[];
  /** How this process is called in the broker's logs and quotas. */
  readonly clientId: string;
  /** PEM of the authority that signed the brokers' certificates; true: one of the system's. Absent: no TLS. */
  readonly tls?: true | { readonly ca: string };
  readonly sasl?: Sasl;
  /** What the client has to say, a line each. */
  readonly log?: (
    level: 'error' | 'warn',
    message: string,
    detail: Readonly<Record<string, unknown>>,
  ) => void;
}

/** Said by every idempotent producer; ours is replaced when it has given up. */
const LIMITED_RETRIES = 'Limiting retries for the idempotent producer';

/** @throws DistributionError `invalid`: no brokers. */
export function kafkaClient({ brokers, clientId, tls, sasl, log }: KafkaConnection): Kafka {
  if (brokers.length === 0) throw new DistributionError('invalid', 'no brokers are named');
  const config: KafkaConfig = {
    brokers: [...brokers],
    clientId,
    socketFactory: brokerSocket,
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    // A call gives up after a few seconds if the broker is away, within a minute if it does not answer; whoever made
    // it knows better whether to go on.
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 4 },
    logLevel: log === undefined ? logLevel.NOTHING : logLevel.WARN,
    // What fails is told by whoever called: what the client has to say beside is a warning at most.
    logCreator:
      () =>
      ({ log: { message, timestamp: _when, ...detail } }: LogEntry) => {
        if (!message.startsWith(LIMITED_RETRIES)) log?.('warn', message, detail);
      },
    ...(tls !== undefined && { ssl: tls === true ? true : { ca: tls.ca } }),
    ...(sasl !== undefined && { sasl: { ...sasl } as NonNullable<KafkaConfig['sasl']> }), // one of its three forms
  };
  return new Kafka(config);
}
