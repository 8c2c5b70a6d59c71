import type { ServiceError } from '@grpc/grpc-js';
import { messageOf } from '#runtime/message-of.js';

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
  /** Likewise, and it is known which right the user lacks on what. */
  | 'right-missing'
  | 'stream-deleted'
  | 'too-large'
  /** The server finds the request wrong, or does not know it. */
  | 'refused'
  /** A live subscription was dropped because events came faster than they were taken. */
  | 'too-slow'
  | 'timed-out'
  /** Nothing at all was heard from the server for so long that the connection was given up. */
  | 'silent'
  /** Everything else: mostly a connection that broke. */
  | 'lost';

/** An append that failed so may have been stored. */
const UNSURE: ReadonlySet<Fault> = new Set(['too-slow', 'timed-out', 'silent', 'lost']);

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

/** No new attempt will do better: somebody has to mend it first. */
export const isForGood = ({ fault }: Failure): boolean =>
  fault === 'access-denied' ||
  fault === 'right-missing' ||
  fault === 'unauthenticated' ||
  fault === 'refused';

const CODE = {
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  permissionDenied: 7,
  aborted: 10,
  unimplemented: 12,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** Whether a call ended because it was cancelled here. */
export const isOwnCancellation = ({ code }: { readonly code: number }): boolean => code === CODE.cancelled;

/** Its code is one of gRPC's numbers. */
type FailedCall = Error & { readonly code: number } & Partial<Pick<ServiceError, 'details' | 'metadata'>>;

const isCall = (error: unknown): error is FailedCall =>
  error instanceof Error && 'code' in error && typeof error.code === 'number';

/** Whatever a call came to, as a failure. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const message = messageOf(error);
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
