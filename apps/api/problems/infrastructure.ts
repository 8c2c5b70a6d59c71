import { KeyStoreError } from '#event-sourcing/keys/key-store-error.js';
import { EventStoreError } from '#event-store/errors.js';
import { isTransient } from '#runtime/mongodb/failure.js';
import { ProblemError } from '#runtime/problems/problem.js';

/** What the typed errors of the stores mean to a caller; everything else is a bug. */
export function infrastructureProblem(exception: unknown): ProblemError | undefined {
  if (exception instanceof KeyStoreError) return exception.code === 'unavailable' ? unavailable() : undefined;
  // The read models' database is away, or elects; the API only reads it.
  if (isTransient(exception)) return unavailable();
  if (!(exception instanceof EventStoreError)) return undefined;
  switch (exception.code) {
    case 'unavailable':
    case 'aborted':
      return unavailable();
    case 'outcome-unknown':
      return new ProblemError('outcome-unknown', { headers: { 'retry-after': '1' } });
    case 'too-large':
      return new ProblemError('body-too-large');
    default:
      return undefined;
  }
}

const unavailable = () => new ProblemError('unavailable', { headers: { 'retry-after': '1' } });
