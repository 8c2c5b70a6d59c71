import { backOffMs, pause } from '#runtime/back-off.js';
import type { AppendResult } from '../port.js';
import { checkAppend, checkNotAborted } from '../validation.js';
import type { Connection } from './connection.js';
import { explained } from './explained.js';
import { Failure } from './failure.js';
import type { AppendRequest } from './requests.js';
import { withRight } from './rights.js';

/** Between attempts that the driver makes by itself, while the deadline allows it. */
const BACK_OFF = { firstMs: 5, capMs: 250 };

/**
 * See the port. An append that met a node which is not the leader, or that the server gave up because the very same
 * append was still under way, or whose connection was given up, is sent again until the deadline: its ids and its revision
 * make it one append.
 */
export async function append(
  connection: Connection,
  request: AppendRequest,
  deadlineMs: number,
  signal: AbortSignal | undefined,
): Promise<AppendResult> {
  const { stream, expected, events } = request;
  checkAppend(stream, expected, events);
  checkNotAborted(signal);
  const end = performance.now() + deadlineMs;
  let perhapsStored = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await connection.append(request, end - performance.now(), signal);
    } catch (error) {
      checkNotAborted(signal);
      if (!(error instanceof Failure)) throw error;
      perhapsStored ||= !error.nothingDone;
      const waitMs = backOffMs(attempt, BACK_OFF);
      if (!mayDoBetter(error) || performance.now() + waitMs >= end)
        throw explained(
          withRight(error, connection.user, '$w', stream),
          `append to ${stream}`,
          perhapsStored,
        );
      await pause(waitMs, signal);
    }
  }
}

const mayDoBetter = ({ fault }: Failure): boolean =>
  fault === 'not-leader' || fault === 'timed-out' || fault === 'silent';
