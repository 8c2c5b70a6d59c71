import { EventStoreError } from '../errors.js';
import type { AppendResult, ExpectedRevision, NewEvent, Position, Revision, StreamName } from '../port.js';
import { checkAppend, checkNotAborted } from '../validation.js';
import type { Connection } from './connection.js';
import { asEventStoreError, isTimeout } from './failure.js';
import type { AppendResponse } from './protocol.js';
import { appendRequests } from './requests.js';

/**
 * An append whose answer does not come in time is sent once more: if the first is still under way, the server lets
 * the second wait for about three seconds and then gives it up, though both are the same.
 */
const MOST_ATTEMPTS = 2;

/** See the port. `deadlineMs` is that of each attempt. */
export async function append(
  connection: Connection,
  [stream, expected, events]: readonly [StreamName, ExpectedRevision, readonly NewEvent[]],
  deadlineMs: number,
  signal: AbortSignal | undefined,
): Promise<AppendResult> {
  checkAppend(stream, expected, events);
  checkNotAborted(signal);
  const requests = appendRequests(stream, expected, events);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return resultOf(await connection.append(requests, deadlineMs, signal), stream);
    } catch (error) {
      checkNotAborted(signal);
      if (isTimeout(error) && attempt < MOST_ATTEMPTS) continue;
      throw asEventStoreError(error, `append to ${stream}`, true);
    }
  }
}

function resultOf(response: AppendResponse, stream: StreamName): AppendResult {
  const success = response.getSuccess();
  if (success !== undefined) {
    return {
      kind: 'appended',
      revision: BigInt(success.getCurrentRevision()) as Revision, // the server's
      position: BigInt(success.getPosition()?.getCommitPosition() ?? 0) as Position, // likewise
    };
  }
  const wrong = response.getWrongExpectedVersion();
  if (wrong === undefined)
    throw new EventStoreError('outcome-unknown', `append to ${stream}: an empty answer`);
  return {
    kind: 'conflict',
    actual: wrong.hasCurrentRevision() ? (BigInt(wrong.getCurrentRevision()) as Revision) : 'no_stream',
  };
}
