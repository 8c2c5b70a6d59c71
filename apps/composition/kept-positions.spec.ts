import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DerivedPart } from '#event-sourcing/identity/belonging.js';
import { newLogId } from '#event-sourcing/identity/identity-stream.js';
import { coveredBy, type CoveredEvent } from '#event-sourcing/identity/kept-position.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import type { EventStore, Position, RecordedEvent } from '#event-store/port.js';
import { appendNumbered } from '#test/support/events.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { keptPositions } from './kept-positions.js';
import { checkpointsIn, type OpenedCheckpoints } from '#test/support/checkpoints.js';

describe("the distributor's place in the log", () => {
  const folder = temporaryFolders();
  const log = newLogId();
  let [store, other]: [EventStore, EventStore] = [] as never;
  let checkpoints: OpenedCheckpoints;
  let part: DerivedPart;
  let last: CoveredEvent;

  beforeEach(async () => {
    const data = await folder();
    store = await openEmbeddedEventStore({ path: join(data, 'event-store') });
    other = await openEmbeddedEventStore({ path: join(data, 'other') });
    checkpoints = await checkpointsIn(data);
    part = keptPositions({ store, checkpoints });
    await appendNumbered(store, { count: 3 });
    const events: RecordedEvent[] = [];
    for await (const event of store.readAll()) events.push(event);
    last = coveredBy(events.at(-1) as RecordedEvent);
  });
  afterEach(async () => {
    await Promise.all([store.close(), other.close(), checkpoints.close()]);
  });
  const end = async () => (await store.lastPosition()) as Position;

  it('is one of this log while its last event stands there', async () => {
    expect(await part.disagrees(log)).toBeUndefined();
    await checkpoints.save('distributor', { position: await end(), log, last });
    expect(await part.disagrees(log)).toBeUndefined();
  });

  it('is none of this log when it is of another, in words that name both', async () => {
    const another = newLogId();
    await checkpoints.save('distributor', { position: await end(), log: another, last });
    expect(await part.disagrees(log)).toBe(
      `the checkpoint ${await end()} of the distributor is one of the log ${another}`,
    );
  });

  it('is none of a log that was put back to an earlier day', async () => {
    await checkpoints.save('distributor', { position: await end(), log, last });
    const backedUp = keptPositions({ store: other, checkpoints });
    expect(await backedUp.disagrees(log)).toContain(`covers the event ${last.id}, which does not stand at`);
    await appendNumbered(other, { count: 2 });
    expect(await backedUp.disagrees(log)).toContain('does not stand at');
  });

  it('is adopted as the former release left it, unless it is beyond the end of the log', async () => {
    await checkpoints.save('distributor', { position: await end() });
    expect(await part.disagrees(log)).toBeUndefined();
    await checkpoints.save('distributor', { position: ((await end()) + 1n) as Position });
    expect(await part.disagrees(log)).toContain('is beyond the end of the log');
  });

  it('is forgotten when the parts are accepted', async () => {
    await checkpoints.save('distributor', { position: await end(), log: newLogId(), last });
    await part.reset(log);
    expect(await part.disagrees(log)).toBeUndefined();
    expect(await checkpoints.load('distributor')).toBeUndefined();
  });
});
