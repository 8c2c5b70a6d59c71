import { Metadata, status } from '@grpc/grpc-js';

/** A call that fails as the server makes it fail. */
export interface Refused {
  readonly code: status;
  readonly details: string;
  readonly metadata?: Metadata;
}

/** Thrown where a call is to fail so. */
export class RefusedCall extends Error {
  constructor(readonly refused: Refused) {
    super(refused.details);
  }
}

/** How a call fails that could not be dealt with. */
export const refusalOf = (error: unknown): Refused =>
  error instanceof RefusedCall ? error.refused : unhandled(error);

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

function named(code: status, details: string, exception: string, more: Record<string, string> = {}): Refused {
  const metadata = new Metadata();
  metadata.set('exception', exception);
  for (const [key, value] of Object.entries(more)) metadata.set(key, value);
  return { code, details, metadata };
}

export const notReady = (): Refused => ({ code: status.UNAVAILABLE, details: 'Server Is Not Ready' });
export const noLeader = (): Refused => ({
  code: status.UNKNOWN,
  details: 'No leader info available in response',
});
export const notLeader = ({ host, port }: Endpoint): Refused =>
  named(status.NOT_FOUND, 'Leader info available', 'not-leader', {
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  });
export const accessDenied = (): Refused => named(status.PERMISSION_DENIED, 'Access Denied', 'access-denied');
export const unauthenticated = (): Refused => ({
  code: status.UNAUTHENTICATED,
  details: 'Unauthenticated',
});
export const streamDeleted = (stream: string): Refused =>
  named(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, 'stream-deleted', {
    'stream-name': stream,
  });
export const tooLarge = (most: number): Refused =>
  named(status.INVALID_ARGUMENT, `Maximum Append Size of ${most} Exceeded.`, 'maximum-append-size-exceeded', {
    'maximum-append-size': String(most),
  });
export const timedOut = (what: string): Refused => ({
  code: status.ABORTED,
  details: `Operation timed out: ${what}`,
});
export const tooSlow = (state: string): Refused =>
  timedOut(`Consumer too slow to handle event while ${state}. Client resubscription required.`);
export const connectionLost = (): Refused => ({ code: status.UNAVAILABLE, details: 'Connection dropped' });
/** What the server's framework says of an exception nobody thought of. */
const unhandled = (error: unknown): Refused => ({
  code: status.UNKNOWN,
  details: `Exception was thrown by handler. ${error instanceof Error ? error.message : String(error)}`,
});
