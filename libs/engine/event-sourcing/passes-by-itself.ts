import { EventStoreError, type EventStoreErrorCode } from '#event-store/errors.js';
import { isTransient } from '#runtime/mongodb/failure.js';
import { KeyStoreError } from './keys/key-store-error.js';

const PASSING: readonly EventStoreErrorCode[] = ['unavailable', 'outcome-unknown', 'aborted'];

/** Whether waiting helps: one of the stores that events are read and decided with is away. The work has to come again. */
export function passesByItself(error: unknown): boolean {
  if (error instanceof EventStoreError) return PASSING.includes(error.code);
  if (error instanceof KeyStoreError) return error.code === 'unavailable';
  return isTransient(error);
}
