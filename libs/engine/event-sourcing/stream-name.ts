import type { StreamName } from '#event-store/port.js';
import { streamName } from '#event-store/validation.js';
import type { StreamIdentity } from './stream-identity.js';

/** `category-id`. @throws EventStoreError `invalid` if the id cannot be part of a stream's name. */
export function streamNameOf({ category, id }: Pick<StreamIdentity, 'category' | 'id'>): StreamName {
  return streamName(`${category}-${id}`);
}
