import { Failure } from './failure.js';

/** What a user may need on a stream, or on `$all`: to read, to write. */
type Right = '$r' | '$w';

/**
 * A denied call with the right that is missing and what gives it. By EventStoreDB's own lists everybody who is known may
 * use the streams of applications, and administrators alone read `$all`.
 */
export function withRight(failure: Failure, user: string | undefined, right: Right, stream: string): Failure {
  if (failure.fault !== 'access-denied' || user === undefined) return failure;
  const list = JSON.stringify({ $acl: { [right]: ['$admins', user] } });
  return new Failure(
    'right-missing',
    `access denied: the user ${user} lacks the right ${right} on ${stream}; an administrator gives it by the metadata ${list} of ${stream}`,
    { cause: failure, nothingDone: failure.nothingDone },
  );
}
