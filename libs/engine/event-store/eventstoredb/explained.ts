import { type EventStoreErrorCode, EventStoreError } from '../errors.js';
import { Failure, type Fault } from './failure.js';

const CODES: Readonly<Record<Fault, EventStoreErrorCode>> = {
  unreachable: 'unavailable',
  'not-ready': 'unavailable',
  'not-leader': 'unavailable',
  'no-leader': 'unavailable',
  unauthenticated: 'unavailable',
  'access-denied': 'unavailable',
  'right-missing': 'unavailable',
  'stream-deleted': 'invalid',
  'too-large': 'too-large',
  refused: 'invalid',
  'too-slow': 'unavailable',
  'timed-out': 'unavailable',
  silent: 'unavailable',
  lost: 'unavailable',
};

/**
 * A failed call as the port's error. `perhapsStored`: it was an append, and nobody knows whether this or an earlier
 * attempt was stored.
 */
export function explained(
  { fault, message, cause }: Failure,
  what: string,
  perhapsStored = false,
): EventStoreError {
  const code = perhapsStored ? 'outcome-unknown' : CODES[fault];
  return new EventStoreError(code, `${what}: ${inWords(fault, message)}`, { cause, fault });
}

/** What a call threw, as the port wants it; a bug stays what it is. */
export const portError = (error: unknown, what: string): unknown =>
  error instanceof Failure ? explained(error, what) : error;

/** What went wrong and, where it is known, what to mend: one line for an operator. */
export function inWords(fault: Fault, message: string): string {
  switch (fault) {
    case 'unreachable':
      return `${unreachable(message)} (${message})`;
    case 'not-ready':
      return `the server is starting or overloaded (${message})`;
    case 'not-leader':
      return 'the node is not the leader';
    case 'no-leader':
      return 'the cluster has no leader at the moment';
    case 'unauthenticated':
      return 'the server does not know this user and password';
    case 'access-denied':
      return 'access denied: check user, password and rights';
    case 'stream-deleted':
      return 'the stream was deleted for good';
    case 'right-missing':
    case 'too-large':
    case 'refused':
    case 'too-slow':
    case 'timed-out':
    case 'silent':
    case 'lost':
      return message;
  }
}

function unreachable(message: string): string {
  if (/Name resolution failed|ENOTFOUND|EAI_AGAIN/.test(message)) return 'the host name cannot be resolved';
  if (/ECONNREFUSED/.test(message)) return 'the connection is refused';
  if (/certificate/i.test(message))
    return 'the certificate is not trusted: check tlsCAFile and the host name';
  if (/wrong version number|EPROTO|packet length/.test(message))
    return 'the server does not speak TLS: tls=false?';
  if (/discover/.test(message)) return 'no node of the cluster answers';
  return 'no connection';
}
