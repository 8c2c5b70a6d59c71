import { backOffMs, pause } from '#platform/back-off.js';
import { EventStoreError } from '../errors.js';
import type { AppendResult, ExpectedRevision, NewEvent, Position, Revision, StreamName } from '../port.js';
import { checkAppend, checkNotAborted } from '../validation.js';
import type { Connection } from './connection.js';
import { asEventStoreError, Failure, failureOf, faultInWords } from './failure.js';
import { type BatchAppendResponse, WrongExpectedVersion } from './protocol.js';
import { appendRequest } from './requests.js';

/** Between attempts that the driver makes by itself, while the deadline allows it. */
const BACK_OFF = { firstMs: 5, capMs: 250 };

/**
 * See the port. An append that met a node which is not the leader, or that the server gave up because the very same
 * append was still under way, is sent again until the deadline: its ids and its revision make it one append.
 */
export async function append(
  connection: Connection,
  [stream, expected, events]: readonly [StreamName, ExpectedRevision, readonly NewEvent[]],
  deadlineMs: number,
  signal: AbortSignal | undefined,
): Promise<AppendResult> {
  checkAppend(stream, expected, events);
  checkNotAborted(signal);
  const end = performance.now() + deadlineMs;
  let perhapsStored = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const request = appendRequest(stream, expected, events);
      return resultOf(await connection.append(request, end - performance.now(), signal));
    } catch (error) {
      checkNotAborted(signal);
      if (error instanceof EventStoreError) throw error;
      const failure = failureOf(error);
      perhapsStored ||= !failure.nothingDone;
      const waitMs = backOffMs(attempt, BACK_OFF);
      if (!mayDoBetter(failure) || performance.now() + waitMs >= end)
        throw asEventStoreError(failure, `append to ${stream}`, perhapsStored);
      await pause(waitMs, signal);
    }
  }
}

const mayDoBetter = ({ fault }: Failure): boolean => fault === 'not-leader' || fault === 'timed-out';

/** @throws Failure */
function resultOf(response: BatchAppendResponse): AppendResult {
  const success = response.getSuccess();
  if (success === undefined) return { kind: 'conflict', actual: actualRevision(response) };
  const position = success.getPosition()?.getCommitPosition();
  if (position === undefined)
    throw new Failure('lost', 'it was stored before, and truncated since: its position is gone');
  return {
    kind: 'appended',
    revision: BigInt(success.getCurrentRevision()) as Revision, // the server's
    position: BigInt(position) as Position, // likewise
  };
}

const PACKAGE = 'event_store.client';

/** The revision that was not the expected one, if that is what went wrong. @throws Failure */
function actualRevision(response: BatchAppendResponse): ExpectedRevision {
  const error = response.getError();
  const details = error?.getDetails();
  const message = error?.getMessage() ?? 'an empty answer';
  switch (details?.getTypeName()) {
    case `${PACKAGE}.WrongExpectedVersion`: {
      const wrong = details.unpack(WrongExpectedVersion.deserializeBinary, details.getTypeName());
      if (wrong === null) throw new Failure('lost', message);
      return wrong.hasCurrentStreamRevision()
        ? (BigInt(wrong.getCurrentStreamRevision()) as Revision) // the server's
        : 'no_stream';
    }
    case `${PACKAGE}.AccessDenied`:
      throw new Failure('access-denied', message);
    case `${PACKAGE}.StreamDeleted`:
      throw new Failure('stream-deleted', message);
    case `${PACKAGE}.MaximumAppendSizeExceeded`:
      throw new Failure('too-large', `${message}: more than the server takes in one append`);
    case `${PACKAGE}.BadRequest`:
      throw new Failure('refused', message);
    case `${PACKAGE}.Timeout`:
      throw new Failure('timed-out', message);
    default:
      throw new Failure(faultInWords(message) ?? 'lost', message);
  }
}
