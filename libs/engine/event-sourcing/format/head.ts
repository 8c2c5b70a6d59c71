import { validate as isUuid } from 'uuid';
import type { RecordedEvent, Revision, StreamName } from '#event-store/port.js';
import { eventHash, eventId, genesisHash } from './chain.js';
import type { EventMetadata } from '../envelope.js';

/** The last event of a stream: what the next one links to. */
export interface Head {
  /** -1: the stream has no event yet. */
  readonly revision: bigint;
  /** Of the last event; of the stream's name while there is none. Hex. */
  readonly hash: string;
}

export function genesis(stream: StreamName): Head {
  return { revision: -1n, hash: genesisHash(stream) };
}

export function revisionOf(head: Head): Revision | 'no_stream' {
  return head.revision < 0n ? 'no_stream' : (head.revision as Revision); // only ever counted up from the store's own
}

export type Flaw =
  /** Its bytes are not those its id was made from. */
  | 'altered'
  /** One or more events before this one are gone. */
  | 'missing'
  /** There is an event of this revision, or a later one, already. */
  | 'inserted'
  /** It was written after another event than the one that stands before it: that one was replaced, or this one forged. */
  | 'unlinked';

/** A hash that is not known, because the event it would be of was found altered: links to it cannot be checked. */
const UNKNOWN = '';

/**
 * The head after `event`, and what is wrong with it as the successor of `head`, if anything is.
 * @param metadata undefined: not readable
 */
export function follow(
  head: Head,
  event: Omit<RecordedEvent, 'position' | 'created'>,
  metadata: EventMetadata | undefined,
): { readonly head: Head; readonly hash: string; readonly flaw: Flaw | undefined } {
  const hash = eventHash(event);
  const flaw = flawOf(head, event, hash, metadata);
  if (flaw === 'inserted') return { head, hash, flaw };
  return { head: { revision: event.revision, hash: flaw === 'altered' ? UNKNOWN : hash }, hash, flaw };
}

function flawOf(
  head: Head,
  { revision, id }: Pick<RecordedEvent, 'revision' | 'id'>,
  hash: string,
  metadata: EventMetadata | undefined,
): Flaw | undefined {
  if (revision <= head.revision) return 'inserted';
  if (metadata === undefined || !isUuid(metadata.commandId) || eventId(metadata.commandId, hash) !== id)
    return 'altered';
  if (revision > head.revision + 1n) return 'missing';
  return head.hash === UNKNOWN || metadata.previousHash === head.hash ? undefined : 'unlinked';
}
