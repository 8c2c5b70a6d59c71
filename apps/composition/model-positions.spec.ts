import type { Instant } from '#decider/brand.js';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import type { DerivedPart } from '#event-sourcing/identity/belonging.js';
import { newLogId } from '#event-sourcing/identity/identity-stream.js';
import { coveredBy } from '#event-sourcing/identity/kept-position.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import type { EventStore, Position, RecordedEvent } from '#event-store/port.js';
import { RebuildState } from '#projections/rebuild/rebuild-state.js';
import { Progress } from '#projections/progress.js';
import { appendNumbered, storedEvent } from '#test/support/events.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { modelPositions } from './model-positions.js';

describe('how far read models have come', () => {
  const folder = temporaryFolders();
  const log = newLogId();
  let mongo: MongoUnderTest;
  let connection: Connection;
  let [store, other]: [EventStore, EventStore] = [] as never;
  let last: RecordedEvent;
  let part: DerivedPart;

  beforeEach(async () => {
    mongo = await mongoUnderTest();
    connection = await mongo.connect();
    const data = await folder();
    store = await openEmbeddedEventStore({ path: join(data, 'event-store') });
    other = await openEmbeddedEventStore({ path: join(data, 'other') });
    await appendNumbered(store, { count: 3 });
    for await (const event of store.readAll({ direction: 'backwards', limit: 1 })) last = event;
    part = modelPositions({ store, connection });
  });
  afterEach(async () => {
    await Promise.all([store.close(), other.close()]);
    await mongo.stop();
  });
  const underWay = async (place: Parameters<RebuildState['saved']>[0]) => {
    const state = new RebuildState(connection, 'status');
    await state.begun(1, 'shadow');
    await state.saved(place);
  };

  it('is one of this log when there is nothing, or when it stands there', async () => {
    expect(await part.disagrees(log)).toBeUndefined();
    await underWay({ position: last.position, events: 3, last: coveredBy(last) });
    await new Progress(connection, 'status').built(1, { position: last.position, at: '' as Instant });
    expect(await part.disagrees(log)).toBeUndefined();
  });

  it('is none when a rebuild covers an event that is another one by now', async () => {
    await underWay({ position: last.position, events: 3, last: coveredBy(last) });
    await appendNumbered(other, { count: 2 });
    await other.append(last.stream, 'no_stream', [storedEvent(7, 'another')]); // at the same place
    expect(await modelPositions({ store: other, connection }).disagrees(log)).toContain(
      `the position ${last.position} of the rebuild of status covers the event ${last.id}, which does not stand at`,
    );
  });

  it('is adopted as the former release left it, unless it is beyond the end of the log', async () => {
    await underWay({ position: last.position, events: 3 });
    expect(await part.disagrees(log)).toBeUndefined();
    const beyond = (last.position + 1n) as Position;
    await new Progress(connection, 'status').built(1, { position: beyond, at: '' as Instant });
    expect(await part.disagrees(log)).toBe(
      `the position ${beyond} of the read model status is beyond the end of the log, ${last.position}`,
    );
  });
});
