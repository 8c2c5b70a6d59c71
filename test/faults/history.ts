import type { Codec } from '#event-sourcing/codec.js';
import type { Envelope } from '#event-sourcing/envelope.js';
import type { KnownEvent } from '#event-catalogue/event-types.js';
import { IDENTITY_STREAM } from '#event-sourcing/identity/identity-stream.js';
import type { EventStore } from '#event-store/port.js';

/** An event of the log, as it is checked. */
export interface Happened extends Envelope {
  readonly event: KnownEvent;
  readonly created: Date;
}

/** The whole log in memory, found by what the checks ask for. */
export class History {
  readonly events: Happened[] = [];
  /** What the log says of itself: events that are nobody else's. */
  ofItself = 0;
  readonly byStream = new Map<string, Happened[]>();
  /** Of commands put to the service from outside, by their correlation id. */
  private readonly byCommand = new Map<string, Happened[]>();

  static async read(store: EventStore, codec: Codec): Promise<History> {
    const history = new History();
    for await (const record of store.readAll()) {
      if (record.stream === IDENTITY_STREAM) {
        history.ofItself += 1;
        continue;
      }
      const { event, ...rest } = await codec.decode(record);
      // The codec decodes known events only.
      history.add({ ...rest, event: event as KnownEvent, created: record.created });
    }
    return history;
  }

  of(category: string, id: string): readonly Happened[] {
    return this.byStream.get(`${category}-${id}`) ?? [];
  }

  /** The streams of a category, each with its id. */
  *streams(category: string): Iterable<readonly [string, readonly Happened[]]> {
    const prefix = `${category}-`;
    for (const [stream, events] of this.byStream) {
      if (stream.startsWith(prefix)) yield [stream.slice(prefix.length), events];
    }
  }

  causedBy(command: string): readonly Happened[] {
    return this.byCommand.get(command) ?? [];
  }

  private add(happened: Happened): void {
    this.events.push(happened);
    put(this.byStream, happened.stream, happened);
    const { actor, correlationId } = happened.metadata;
    if (actor.kind !== 'process-manager') put(this.byCommand, correlationId, happened);
  }
}

function put<T>(map: Map<string, T[]>, key: string, item: T): void {
  const items = map.get(key);
  if (items === undefined) map.set(key, [item]);
  else items.push(item);
}
