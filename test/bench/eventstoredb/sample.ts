import type { JSONType } from '@eventstore/db-client';

/** Events of a stream in the end: about as many as an application has. */
export const LENGTH = 20;

/** So many events are read at a time. */
export const PAGE = 5_000;

/** What is appended: an event as the event log stores it, so that the bare client moves as many bytes. */
export interface Sample {
  readonly type: string;
  readonly data: Record<string, JSONType>;
  readonly metadata: Record<string, JSONType>;
}
