import { EventStoreError } from '#event-store/errors.js';
import { ProblemError } from '#platform/problems/problem.js';

/** What the event store's typed errors mean to a caller; everything else is a bug. */
export function infrastructureProblem(exception: unknown): ProblemError | undefined {
  if (!(exception instanceof EventStoreError)) return undefined;
  switch (exception.code) {
    case 'unavailable':
    case 'aborted':
      return new ProblemError('unavailable', { headers: { 'retry-after': '1' } });
    case 'outcome-unknown':
      return new ProblemError('outcome-unknown', { headers: { 'retry-after': '1' } });
    case 'too-large':
      return new ProblemError('body-too-large');
    default:
      return undefined;
  }
}
