import { createRequire } from 'node:module';
import { isIP } from 'node:net';

/** Of grpc-js: what a secure connection is made with. */
interface SecureConnector {
  readonly connectionOptions: { servername?: string };
}
interface SecureCredentials {
  _createSecureConnector(...given: readonly unknown[]): SecureConnector;
}
interface GrpcModule {
  readonly credentials: { createSsl(): object };
}

let mended = false;

/**
 * grpc-js 1.14.7 names the server in the TLS handshake by whatever the connection string names, an IP address too, which
 * is no server name (RFC 6066, 3): from Node 26 on every such connection fails with ERR_INVALID_ARG_VALUE. Here an
 * address is left out; the certificate is checked against it all the same, as the host.
 */
export function mendServerNames(): void {
  if (mended) return;
  // The very module the client uses.
  const ofClient = createRequire(createRequire(import.meta.url).resolve('@eventstore/db-client'));
  const { credentials } = ofClient('@grpc/grpc-js') as GrpcModule;
  const prototype = Object.getPrototypeOf(credentials.createSsl()) as SecureCredentials;
  const create = Reflect.get(
    prototype,
    '_createSecureConnector',
  ) as SecureCredentials['_createSecureConnector'];
  prototype._createSecureConnector = function (this: SecureCredentials, ...given) {
    const connector = create.call(this, ...given);
    const { connectionOptions } = connector;
    if (isIP(connectionOptions.servername ?? '') !== 0) delete connectionOptions.servername;
    return connector;
  };
  mended = true;
}
