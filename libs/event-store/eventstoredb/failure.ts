import type { ServiceError } from '@grpc/grpc-js';
import { type EventStoreErrorCode, EventStoreError } from '../errors.js';

/** What went wrong, by what there is to do about it. */
export type Fault =
  /** No connection was made: name, address, port, TLS. */
  | 'unreachable'
  /** The server starts, or has too much to do. */
  | 'not-ready'
  /** The node is not the leader and said who is: the client connects there for the next call. */
  | 'not-leader'
  | 'no-leader'
  | 'unauthenticated'
  | 'access-denied'
  | 'stream-deleted'
  | 'too-large'
  /** The server finds the request wrong, or does not know it. */
  | 'refused'
  /** A live subscription was dropped because events came faster than they were taken. */
  | 'too-slow'
  | 'timed-out'
  /** Everything else: mostly a connection that broke. */
  | 'lost';

/** An append that failed so may have been stored. */
const UNSURE: ReadonlySet<Fault> = new Set(['too-slow', 'timed-out', 'lost']);

export class Failure extends Error {
  override readonly name = 'Failure';
  /** Whether it is certain that the server did nothing. */
  readonly nothingDone: boolean;
  constructor(
    readonly fault: Fault,
    message: string,
    { nothingDone = !UNSURE.has(fault), ...options }: ErrorOptions & { readonly nothingDone?: boolean } = {},
  ) {
    super(message, options);
    this.nothingDone = nothingDone;
  }
}

const CODE = {
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  permissionDenied: 7,
  aborted: 10,
  unimplemented: 12,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** Its code is one of gRPC's numbers. */
type FailedCall = Error & { readonly code: number } & Partial<Pick<ServiceError, 'details' | 'metadata'>>;

const isCall = (error: unknown): error is FailedCall =>
  error instanceof Error && 'code' in error && typeof error.code === 'number';

/** Whatever a call came to, as a failure. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const message = error instanceof Error ? error.message : String(error);
  // The client's own errors come from before the call: no node was found, the channel is closed.
  if (!isCall(error)) return new Failure('unreachable', oneLine(message), { cause: error });
  return new Failure(faultOf(error), oneLine(error.details ?? message), { cause: error });
}

function faultOf(error: FailedCall): Fault {
  const [exception] = error.metadata?.get('exception') ?? []; // the server's name for it, in the trailers
  switch (exception) {
    case 'not-leader':
    case 'access-denied':
    case 'stream-deleted':
      return exception;
    case 'maximum-append-size-exceeded':
      return 'too-large';
    default:
      return faultOfCode(error);
  }
}

function faultOfCode({ code, message }: FailedCall): Fault {
  switch (code) {
    case CODE.unauthenticated:
      return 'unauthenticated';
    case CODE.permissionDenied:
      return 'access-denied';
    case CODE.invalidArgument:
    case CODE.unimplemented:
      return 'refused';
    case CODE.deadlineExceeded:
      return 'timed-out';
    case CODE.aborted:
      return /too slow/i.test(message) ? 'too-slow' : 'timed-out';
    case CODE.unknown:
      return faultInWords(message) ?? 'lost';
    case CODE.unavailable:
      if (/No connection established|Name resolution failed|ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(message))
        return 'unreachable';
      return faultInWords(message) ?? 'lost';
    default:
      return 'lost';
  }
}

/** Some faults the server only describes. */
export function faultInWords(message: string): Fault | undefined {
  if (/not ready|too busy|is busy/i.test(message)) return 'not-ready';
  if (/no leader info/i.test(message)) return 'no-leader';
  return undefined;
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

const CODES: Readonly<Record<Fault, EventStoreErrorCode>> = {
  unreachable: 'unavailable',
  'not-ready': 'unavailable',
  'not-leader': 'unavailable',
  'no-leader': 'unavailable',
  unauthenticated: 'unavailable',
  'access-denied': 'unavailable',
  'stream-deleted': 'invalid',
  'too-large': 'too-large',
  refused: 'invalid',
  'too-slow': 'unavailable',
  'timed-out': 'unavailable',
  lost: 'unavailable',
};

/**
 * The port's error for a call that failed. `perhapsStored`: it was an append, and nobody knows whether this or an
 * earlier attempt was stored.
 */
export function asEventStoreError(error: unknown, what: string, perhapsStored = false): EventStoreError {
  if (error instanceof EventStoreError) return error;
  const { fault, message, cause } = failureOf(error);
  const code = perhapsStored ? 'outcome-unknown' : CODES[fault];
  return new EventStoreError(code, `${what}: ${inWords(fault, message)}`, { cause });
}

/** No new attempt will do better: somebody has to mend it first. */
export const isForGood = ({ fault }: Failure): boolean =>
  fault === 'access-denied' || fault === 'unauthenticated' || fault === 'refused';

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
    case 'too-large':
    case 'refused':
    case 'too-slow':
    case 'timed-out':
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
