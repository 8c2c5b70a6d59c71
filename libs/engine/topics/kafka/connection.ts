import { createRequire } from 'node:module';

/** Of the client's connection to one broker. */
interface Connection {
  readonly host: string;
  readonly port: number;
  readonly requestQueue: { rejectAll(error: Error): void };
  disconnect(): Promise<boolean>;
}

/**
 * kafkajs 2.2.4 takes a request as long as a connection is not quite closed: one that comes between its last look for
 * waiting requests and the end of the socket is written to nobody, and the timer that would end it is stopped in the
 * same moment. Whoever sent it waits for ever. Here a connection that is closed has no requests left: they are refused,
 * and the client sends them again by the next connection.
 */
export function mendConnection(): void {
  const require = createRequire(import.meta.url);
  const { prototype } = require('kafkajs/src/network/connection') as { prototype: Connection };
  const { KafkaJSConnectionClosedError } = require('kafkajs/src/errors') as {
    KafkaJSConnectionClosedError: new (message: string, at: Pick<Connection, 'host' | 'port'>) => Error;
  };
  const disconnect = prototype.disconnect;
  prototype.disconnect = async function (this: Connection) {
    const disconnected = await disconnect.call(this);
    const { host, port, requestQueue } = this;
    requestQueue.rejectAll(new KafkaJSConnectionClosedError('Closed connection', { host, port }));
    return disconnected;
  };
}
