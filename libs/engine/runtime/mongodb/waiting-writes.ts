import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { mongo } from 'mongoose';

/** Of the driver's connections. */
interface DriverConnection {
  readonly address: string;
  readonly socket: Socket;
  /** Why it was closed, once it is. */
  readonly error: Error | null;
  writeCommand(this: DriverConnection, ...request: unknown[]): Promise<void>;
}

/**
 * The mongodb driver (7.8, 7.9) waits for the `drain` of a socket that does not take a request at once. One that was
 * ended by the other side and is not yet closed takes nothing and never drains: the request waits for ever. If it is
 * the monitor's, the driver never again finds the server. Here such a wait ends with the connection.
 */
export function mendWaitingWrites(): void {
  const { prototype } = driverConnections();
  const write = prototype.writeCommand;
  prototype.writeCommand = async function (...request) {
    const { socket } = this;
    let lost = (): void => undefined;
    const closed = new Promise<never>((_resolve, reject) => {
      lost = () => reject(this.error ?? new mongo.MongoNetworkError(`connection to ${this.address} closed`));
    });
    if (socket.closed) lost();
    else socket.once('close', lost);
    try {
      await Promise.race([write.apply(this, request), closed]);
    } finally {
      socket.off('close', lost);
    }
  };
}

/** Of the driver that mongoose uses; it does not export them. */
function driverConnections(): { readonly prototype: DriverConnection } {
  const ofMongoose = createRequire(createRequire(import.meta.url).resolve('mongoose'));
  const { Connection } = ofMongoose('mongodb/lib/cmap/connection') as {
    readonly Connection: { readonly prototype: DriverConnection };
  };
  return Connection;
}
