import type { ServiceError } from '@grpc/grpc-js';
import { type EventStoreErrorCode, EventStoreError } from '../errors.js';

/** gRPC's status codes, as far as they matter here. */
const CODE = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  permissionDenied: 7,
  aborted: 10,
  unauthenticated: 16,
};

/** A failed call; its code is one of gRPC's numbers. */
type FailedCall = Error & { readonly code: number; readonly metadata?: ServiceError['metadata'] };

/** The connection was not made, or the server said that it does not work yet: nothing can have been stored. */
const NEVER_ARRIVED =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|Name resolution failed|Server Is Not Ready|not ready/i;

/** What the server names the failure, in the trailers; see ErrorType of the client. */
type ServerException =
  'not-leader' | 'access-denied' | 'stream-deleted' | 'stream-not-found' | 'maximum-append-size-exceeded';

function exceptionOf(error: FailedCall): ServerException | undefined {
  const [name] = error.metadata?.get('exception') ?? [];
  return name === undefined ? undefined : (String(name) as ServerException); // others match none of the cases
}

const isCall = (error: unknown): error is FailedCall =>
  error instanceof Error && 'code' in error && typeof error.code === 'number';

export const isStreamNotFound = (error: unknown): boolean =>
  isCall(error) && exceptionOf(error) === 'stream-not-found';

/** The call did not end in time, perhaps because the very same append was under way: sent again it would succeed. */
export const isTimeout = (error: unknown): boolean =>
  isCall(error) && [CODE.deadlineExceeded, CODE.aborted].includes(error.code);

/**
 * A failed call as the port's error. `append`: what failed was one, and unless the server has said so, nobody knows
 * whether it was stored.
 */
export function asEventStoreError(error: unknown, what: string, append = false): EventStoreError {
  if (error instanceof EventStoreError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const failure = (code: EventStoreErrorCode, why = message) =>
    new EventStoreError(code, `${what}: ${why}`, { cause: error });
  if (!isCall(error)) return failure('unavailable');
  switch (exceptionOf(error)) {
    case 'not-leader':
      return failure('unavailable', 'the node is not the leader');
    case 'access-denied':
      return failure('unavailable', 'access denied: check user, password and rights');
    case 'stream-deleted':
      return failure('invalid', 'the stream was deleted for good');
    case 'stream-not-found':
      return failure('unavailable', 'the stream is not there');
    case 'maximum-append-size-exceeded':
      return failure('too-large');
    case undefined:
  }
  if (error.code === CODE.unauthenticated || error.code === CODE.permissionDenied)
    return failure('unavailable', 'access denied: check user, password and rights');
  if (error.code === CODE.invalidArgument) return failure('invalid');
  return failure(append && !NEVER_ARRIVED.test(message) ? 'outcome-unknown' : 'unavailable');
}

/** No new attempt will do better: somebody has to mend it first. */
export const isForGood = (error: unknown): boolean =>
  isCall(error) &&
  (exceptionOf(error) === 'access-denied' ||
    [CODE.unauthenticated, CODE.permissionDenied, CODE.invalidArgument].includes(error.code));
