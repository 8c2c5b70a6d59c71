import { connect, isIP } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';

const KEEP_ALIVE_MS = 60_000;

/**
 * A connection as kafkajs makes it, but for one thing: while a broker is away, the client lets go of the dead socket
 * again with every attempt, and a dead socket answers by waiting for a connection it will never have, once more each
 * time; after ten Node warns of a leak.
 */
export const brokerSocket: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  const name = isIP(host) === 0 ? { servername: host } : {};
  const socket = ssl
    ? connectSecurely({ host, port, ...name, ...ssl }, onConnect)
    : connect({ host, port }, onConnect);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.once('close', () => (socket.unref = () => socket));
  return socket;
};
