export type EventStoreErrorCode = 'unavailable' | 'outcome-unknown' | 'too-large' | 'invalid' | 'aborted';

/** The only error an event store throws on purpose. `unavailable`, `too-large`, `invalid`: nothing was stored. */
export class EventStoreError extends Error {
  override readonly name = 'EventStoreError';
  constructor(
    readonly code: EventStoreErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
