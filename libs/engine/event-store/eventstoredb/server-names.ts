import { createRequire } from 'node:module';
import { isIP } from 'node:net';

/** Its name in grpc-js, where it counts as private. */
const MAKE = '_createSecureConnector';

/** Of grpc-js: what a secure connection is made with. */
interface SecureConnector {
  readonly connectionOptions: { servername?: string };
}
type MakeConnector = (this: unknown, ...given: readonly unknown[]) => SecureConnector;
interface SecureCredentials {
  [MAKE]: MakeConnector;
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
  const make = prototype[MAKE];
  prototype[MAKE] = function (...given) {
    const connector = make.call(this, ...given);
    const { connectionOptions } = connector;
    if (isIP(connectionOptions.servername ?? '') !== 0) delete connectionOptions.servername;
    return connector;
  };
  mended = true;
}
