export type EventStoreErrorCode = 'unavailable' | 'outcome-unknown' | 'too-large' | 'invalid' | 'aborted';

/** The only error an event store throws on purpose. `unavailable`, `too-large`, `invalid`: nothing was stored. */
export class EventStoreError extends Error {
  override readonly name = 'EventStoreError';
  /** What the driver calls it, e.g. `unauthenticated`: where no new attempt helps, and somebody has to mend something. */
  readonly fault: string | undefined;
  constructor(
    readonly code: EventStoreErrorCode,
    message: string,
    { fault, ...options }: ErrorOptions & { readonly fault?: string } = {},
  ) {
    super(message, options);
    this.fault = fault;
  }
}
