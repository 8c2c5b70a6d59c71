import { metadataOf } from '#event-sourcing/metadata.js';
import type { EventStore, Position, RecordedEvent, StreamName } from '#event-store/port.js';
import { groupInto } from '#runtime/group-into.js';
import type { Seen } from './progress.js';
import type { Origin, Projection } from './projection.js';

const PAGE = 1_000;

/** The log after a position, to the moment's end, in pages of so many events: what is folded at once. */
export async function* pages(
  store: Pick<EventStore, 'readAll'>,
  after: Position | undefined,
  size = PAGE,
): AsyncGenerator<readonly RecordedEvent[]> {
  let page: RecordedEvent[] = [];
  for await (const event of store.readAll(after === undefined ? {} : { after })) {
    if (page.push(event) < size) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** Recorded events by document key; those of streams the projection does not read are left out. */
export function groupsOf(
  events: readonly RecordedEvent[],
  projection: Pick<Projection<object>, 'key'>,
): Map<string, RecordedEvent[]> {
  const groups = new Map<string, RecordedEvent[]>();
  const keys = new Map<StreamName, string | null>();
  for (const event of events) {
    // All events of a stream have one key: it is worked out once, because it takes parsing the metadata.
    let key = keys.get(event.stream);
    if (key === undefined) keys.set(event.stream, (key = projection.key(new RecordedOrigin(event))));
    if (key !== null) groupInto(groups, key, event);
  }
  return groups;
}

/** The newest of these events, as a model has seen it; undefined if even its metadata cannot be read. */
export function seenOf(newest: RecordedEvent | undefined): Seen | undefined {
  const at = newest && metadataOf(newest)?.occurredAt;
  return newest && at && { position: newest.position, at };
}

/** Reads the metadata only when the partition key is asked for: most streams are not for most models. */
class RecordedOrigin implements Origin {
  readonly stream: StreamName;

  constructor(private readonly event: RecordedEvent) {
    this.stream = event.stream;
  }

  get partitionKey(): string {
    // Unreadable metadata: the event cannot be decoded either, and parks whatever key it has.
    return metadataOf(this.event)?.partitionKey ?? this.stream.slice(this.stream.indexOf('-') + 1);
  }
}
