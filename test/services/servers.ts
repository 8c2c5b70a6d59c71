import { startKafka } from './kafka.js';
import { startMongoPeer } from './mongo.js';

/** A server that suites share. */
export interface Server {
  /** The environment variable that tells suites its address. If it is set already, no server is started. */
  readonly variable: string;
  /** What a suite imports that starts one of its own, to kill it. */
  readonly module: string;
  start(): Promise<{ readonly address: string; dispose(): Promise<void> }>;
}

/** To add one: start it in a file of its own on loopback, and name it here. */
export const SERVERS: readonly Server[] = [
  {
    variable: 'KAFKA_BROKERS',
    module: '#test/services/kafka.js',
    start: async () => {
      const { brokers, dispose } = await startKafka();
      return { address: brokers.join(','), dispose };
    },
  },
  {
    variable: 'MONGO_URL',
    module: '#test/services/mongo.js',
    start: async () => {
      const { url, dispose } = await startMongoPeer();
      return { address: url, dispose };
    },
  },
];
