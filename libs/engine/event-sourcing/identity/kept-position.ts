import type { EventStore, Position, RecordedEvent, Revision, StreamName } from '#event-store/port.js';
import type { LogId } from './log-identity.js';

/** An event by its place in its stream: one read finds it, wherever the server has moved or dropped what is around it. */
export interface CoveredEvent {
  readonly id: string;
  readonly stream: StreamName;
  readonly revision: Revision;
  readonly position: Position;
}

/** A place in the log that is kept outside of it, with what it takes to tell whether it is a place of this log. */
export interface KeptPosition {
  readonly position: Position;
  /** Undefined: kept by the former release. */
  readonly log?: LogId | undefined;
  /**
   * The last event of ours that it covers: at the position, or before it where a server only said that it had looked so
   * far. Undefined: kept by the former release, or there was none yet.
   */
  readonly last?: CoveredEvent | undefined;
  /**
   * The categories of streams that were asked for on the way there: of others nothing is covered. Undefined: kept by a
   * release that asked for all streams.
   */
  readonly categories?: readonly string[] | undefined;
}

export function coveredBy({ id, stream, revision, position }: RecordedEvent): CoveredEvent {
  return { id, stream, revision, position };
}

/**
 * What speaks against a position being one of this log, in a few words; undefined: nothing does. Its last event has to
 * stand where it stood: one read of its stream. A position without one can only be held against the end of the log.
 * @throws EventStoreError
 */
export async function disagreementOf(
  store: Pick<EventStore, 'readStream' | 'lastPosition'>,
  { position, log: of, last }: KeptPosition,
  log: LogId | undefined,
): Promise<string | undefined> {
  if (of !== undefined && of !== log) return `is one of the log ${of}`;
  if (last === undefined) {
    const end = await store.lastPosition();
    if (end !== undefined && position <= end) return undefined;
    return `is beyond the end of the log, ${end ?? 'which is empty'}`;
  }
  const found = await store.readStream(last.stream, { from: last.revision, limit: 1 });
  const [there] = found.kind === 'found' ? found.events : [];
  if (there?.id === last.id && there.position === last.position) return undefined;
  return `covers the event ${last.id}, which does not stand at ${last.stream}@${last.revision}, position ${last.position} (the log was put back to an earlier day, or is another one)`;
}

/** As text or JSON has it. */
export interface StoredCoveredEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: string;
  readonly position: string;
}

export function storedCovered({ id, stream, revision, position }: CoveredEvent): StoredCoveredEvent {
  return { id, stream, revision: String(revision), position: String(position) };
}

/** The inverse of `storedCovered`. */
export function coveredIn({ id, stream, revision, position }: StoredCoveredEvent): CoveredEvent {
  return {
    id,
    // As they were taken from the store.
    stream: stream as StreamName,
    revision: BigInt(revision) as Revision,
    position: BigInt(position) as Position,
  };
}
