import type { StoredEvent } from '#event-sourcing/codec.js';
import type { Position, Revision, StreamName } from '#event-store/port.js';

/**
 * Events by document key as they go from thread to thread: names once each, numbers and payloads in buffers that change
 * hands instead of being copied. An object for each event would cost three times as much.
 */
export interface PackedEvents {
  readonly keys: readonly string[];
  /** Events of each key. */
  readonly counts: Uint32Array;
  readonly ids: readonly string[];
  /** Streams and types. */
  readonly names: readonly string[];
  /** Four for each event: its stream and its type among the names, bytes of its metadata and of its data. */
  readonly places: Uint32Array;
  readonly revisions: BigInt64Array;
  readonly positions: BigInt64Array;
  /** Metadata and data of one event after the other. */
  readonly payload: Uint8Array;
}

const PLACES = 4;

export function packEvents(groups: ReadonlyMap<string, readonly StoredEvent[]>): PackedEvents {
  const events = [...groups.values()].flat();
  const names = new Names();
  const places = new Uint32Array(events.length * PLACES);
  const revisions = new BigInt64Array(events.length);
  const positions = new BigInt64Array(events.length);
  const payload = new Uint8Array(
    events.reduce((sum, { metadata, data }) => sum + metadata.length + data.length, 0),
  );
  let at = 0;
  for (const [i, { stream, type, revision, position, metadata, data }] of events.entries()) {
    places.set([names.place(stream), names.place(type), metadata.length, data.length], i * PLACES);
    revisions[i] = revision;
    positions[i] = position;
    payload.set(metadata, at);
    payload.set(data, at + metadata.length);
    at += metadata.length + data.length;
  }
  return {
    keys: [...groups.keys()],
    counts: Uint32Array.from(groups.values(), ({ length }) => length),
    ids: events.map(({ id }) => id),
    names: names.all,
    places,
    revisions,
    positions,
    payload,
  };
}

/** What changes hands with them. */
export function buffersOf({ counts, places, revisions, positions, payload }: PackedEvents) {
  return [counts, places, revisions, positions, payload].map(({ buffer }) => buffer as ArrayBuffer); // made above
}

export function unpackEvents(packed: PackedEvents): Map<string, StoredEvent[]> {
  const { keys, counts, ids, names, places, revisions, positions, payload } = packed;
  const groups = new Map<string, StoredEvent[]>();
  let [event, at] = [0, 0];
  const name = (place: number) => names[places[place] ?? 0] ?? '';
  const take = (place: number) => {
    const from = at;
    at += places[place] ?? 0;
    return payload.subarray(from, at);
  };
  for (const [i, key] of keys.entries()) {
    const group: StoredEvent[] = [];
    for (const end = event + (counts[i] ?? 0); event < end; event += 1) {
      const place = event * PLACES;
      group.push({
        // Branded where they were read from the store.
        stream: name(place) as StreamName,
        type: name(place + 1),
        id: ids[event] ?? '',
        revision: (revisions[event] ?? 0n) as Revision,
        position: (positions[event] ?? 0n) as Position,
        metadata: take(place + 2),
        data: take(place + 3),
      });
    }
    groups.set(key, group);
  }
  return groups;
}

class Names {
  readonly all: string[] = [];
  private readonly places = new Map<string, number>();

  place(name: string): number {
    let place = this.places.get(name);
    if (place === undefined) this.places.set(name, (place = this.all.push(name) - 1));
    return place;
  }
}
