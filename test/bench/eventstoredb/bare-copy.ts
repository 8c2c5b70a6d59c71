import {
  type AppendExpectedRevision,
  type EventData,
  EventStoreDBClient,
  jsonEvent,
  type JSONType,
  NO_STREAM,
} from '@eventstore/db-client';
import type { EventStore } from '#event-store/port.js';
import { groupInto } from '#runtime/group-into.js';
import { together } from '../contest.js';

/** As many streams at once as the copy has in flight. */
const IN_FLIGHT = 256;

/**
 * What a user would write with the bare client to copy a log: each stream in its order, event after event, many
 * streams at once. Nothing is verified. The events are read and decoded before the time is taken.
 * @returns events a second
 */
export async function bareCopyRate(source: EventStore, url: string, most: number): Promise<number> {
  const streams = await eventsByStream(source, most);
  const left = streams.entries();
  const client = EventStoreDBClient.connectionString(url);
  try {
    const began = performance.now();
    const appended = await together(IN_FLIGHT, () => appendStreams(client, left));
    return (appended / (performance.now() - began)) * 1_000;
  } finally {
    await client.dispose();
  }
}

async function eventsByStream(source: EventStore, most: number): Promise<ReadonlyMap<string, EventData[]>> {
  const streams = new Map<string, EventData[]>();
  let events = 0;
  for await (const { id, type, data, metadata, stream } of source.readAll()) {
    if (events === most) break;
    events += 1;
    groupInto(streams, stream, jsonEvent({ id, type, data: decoded(data), metadata: decoded(metadata) }));
  }
  return streams;
}

const decoded = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString()) as Record<string, JSONType>; // the benchmark's own events

async function appendStreams(
  client: EventStoreDBClient,
  left: Iterator<[string, EventData[]]> & Iterable<[string, EventData[]]>,
): Promise<number> {
  let appended = 0;
  for (const [stream, events] of left) {
    let expectedRevision: AppendExpectedRevision = NO_STREAM;
    for (const event of events) {
      ({ nextExpectedRevision: expectedRevision } = await client.appendToStream(stream, event, {
        expectedRevision,
      }));
      appended += 1;
    }
  }
  return appended;
}
