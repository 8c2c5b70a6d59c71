import type { Instant } from '#decider/brand.js';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import type { DomainEvent } from '#decider/decider.js';
import type { Category } from '#event-catalogue/log-streams.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { makeMissing } from '#runtime/mongodb/collections.js';
import { applicationEvents, at, feesEvents, subject } from '#domain/testing/case-events.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { Office } from '#use-cases/testing/office.js';
import { type DeadlineDocument, DEADLINES } from './deadline-document.js';
import { Deadlines } from './deadlines.js';
import { OLD_EVENTS, oldEventsLeft, type OldEventsNeeds, readOldEvents } from './old-events.js';
import { moneyCheck } from './react.js';
import { DEADLINE_KINDS } from './reaction.js';
import { LIMITS } from './testing/limits.js';

const anything = { initialState: null, evolve: () => null };
const PAGE = 4;

describe('events that were there before a kind of deadline', () => {
  let office: Office;
  let mongo: MongoUnderTest;
  let connection: Connection;
  let needs: OldEventsNeeds;
  const signal = new AbortController().signal;
  beforeEach(async () => {
    office = await Office.open();
    mongo = await mongoUnderTest();
    connection = await mongo.connect();
    await makeMissing(connection, [DEADLINES, OLD_EVENTS]);
    needs = {
      store: office.store,
      codec: office.codec,
      connection,
      deadlines: new Deadlines(connection, LIMITS),
      clock: { now: () => new Date(at(90)) },
      logger: silentLogger(),
    };
  });
  afterEach(async () => {
    await mongo.stop();
    await office.close();
  });

  const append = async (category: Category, id: string, event: DomainEvent) => {
    const commandId = randomUUID();
    const context = {
      commandId,
      requestHash: '0'.repeat(64),
      correlationId: commandId,
      causationId: commandId,
    };
    const identity = { category, id, subject, partitionKey: id };
    const actor = { kind: 'process-manager' } as const;
    await office.log.execute(anything, identity, { ...context, actor, at: at(0) }, () => [event]);
  };
  /** Cases of which a former release did not ask what became of their money. */
  const unsettled = async (count: number) => {
    const ids = Array.from({ length: count }, () => randomUUID());
    for (const id of ids) {
      await append('application', id, applicationEvents.ApplicationStarted);
      await append('fees', id, feesEvents.RefundRequested);
    }
    return ids;
  };
  const due = feesEvents.RefundRequested.data.requestedAt;
  const all = () => connection.collection<DeadlineDocument>(DEADLINES.name).find().sort({ _id: 1 }).toArray();
  const names = (ids: readonly string[]) => ids.map((id) => `money-check:fees:${id}`).sort();

  it('get its deadlines by one reading of the log, those of other kinds not again', async () => {
    const ids = await unsettled(5);
    const read = await readOldEvents(needs, { signal, pageEvents: PAGE });
    expect(read).toMatchObject({ events: 10 });
    expect(read?.kinds).toContain('money-check');
    const set = await all();
    expect(set.map(({ _id }) => _id)).toEqual(names(ids));
    expect(set[0]).toMatchObject({ due: moneyCheck('', due).due, leasedUntil: null });
    await unsettled(1);
    expect(await readOldEvents(needs, { signal })).toBeUndefined();
    expect(await all()).toHaveLength(5);
  });

  it('get those of a kind that came later still, by another reading', async () => {
    const [id = ''] = await unsettled(1);
    const kinds = ['lapse', 'waiting-check'] as const;
    expect(await readOldEvents(needs, { signal, kinds })).toMatchObject({ kinds: ['waiting-check'] });
    expect(await all()).toEqual([]);
    const later = [...kinds, 'money-check'] as const;
    expect(await readOldEvents(needs, { signal, kinds: later })).toMatchObject({ kinds: ['money-check'] });
    expect((await all()).map(({ _id }) => _id)).toEqual(names([id]));
  });

  it('have a case of a former release looked at, though its board was read for before: nobody said when it changes', async () => {
    const [undated, dated] = [randomUUID(), randomUUID()];
    const { ScreeningCompleted: screened } = applicationEvents;
    for (const id of [undated, dated]) await append('application', id, applicationEvents.ApplicationStarted);
    await append('application', undated, screened);
    await append('application', dated, { ...screened, data: { ...screened.data, lookAgainAt: at(600) } });
    const done = DEADLINE_KINDS; // as the release before wrote it
    await connection
      .collection<{ _id: string; done: readonly string[] }>(OLD_EVENTS.name)
      .insertOne({ _id: 'deadlines', done });
    expect(await oldEventsLeft(connection)).toMatchObject({ kinds: ['recheck/2'], events: 0 });
    expect(await readOldEvents(needs, { signal })).toEqual({ kinds: ['recheck/2'], events: 4 });
    expect(await oldEventsLeft(connection)).toBeUndefined();
    const set = await connection.collection<DeadlineDocument>(DEADLINES.name).find().toArray();
    const dues = set.map(({ kind, of, due }) => [kind, of, due]);
    expect(new Set(dues)).toEqual(
      new Set([
        ['recheck', undated, at(90)],
        ['recheck', dated, at(600)],
      ]),
    );
  });

  it('leave alone what is set, parked or put off', async () => {
    const [id = ''] = await unsettled(1);
    const deadline = { ...moneyCheck(id, due), due: '2027-01-01T00:00:00.000Z' as Instant };
    await needs.deadlines.ensure(deadline);
    await readOldEvents(needs, { signal });
    expect(await all()).toMatchObject([{ due: deadline.due }]);
  });

  it('are read on from where it was ended, and nothing is left out', async () => {
    const ids = await unsettled(6);
    let read = 0;
    const ending = {
      decode: async (event: Parameters<OldEventsNeeds['codec']['decode']>[0]) => {
        read += 1;
        if (read > 6) throw new Error('killed');
        return office.codec.decode(event);
      },
    };
    await expect(readOldEvents({ ...needs, codec: ending }, { signal, pageEvents: PAGE })).rejects.toThrow(
      'killed',
    );
    const counting = {
      decode: (event: Parameters<OldEventsNeeds['codec']['decode']>[0]) => {
        read += 1;
        return office.codec.decode(event);
      },
    };
    read = 0;
    const rest = await readOldEvents({ ...needs, codec: counting }, { signal, pageEvents: PAGE });
    expect([read, rest?.events]).toEqual([12 - PAGE, 12]);
    expect((await all()).map(({ _id }) => _id)).toEqual(names(ids));
  });

  it('begin anew when the place is none of this log any more', async () => {
    const ids = await unsettled(2);
    const record = connection.collection<{ _id: string }>(OLD_EVENTS.name);
    const last = { id: randomUUID(), stream: 'fees-x', revision: '0', position: '999999' };
    const reading = { kinds: ['waiting-check', 'money-check'], events: 7, last };
    await record.insertOne(Object.assign({ _id: 'deadlines' }, { done: ['lapse'], reading }));
    const kinds = ['lapse', 'waiting-check', 'money-check'] as const;
    expect(await readOldEvents(needs, { signal, kinds })).toMatchObject({ events: 4 });
    expect((await all()).map(({ _id }) => _id)).toEqual(names(ids));
  });

  it('that cannot be read are stepped over', async () => {
    const ids = await unsettled(3);
    const stream = `fees-${ids[0] ?? ''}`;
    const damaged = {
      decode: async (event: Parameters<OldEventsNeeds['codec']['decode']>[0]) =>
        office.codec.decode(event.stream === stream ? { ...event, data: Buffer.from('{') } : event),
    };
    await readOldEvents({ ...needs, codec: damaged }, { signal });
    expect((await all()).map(({ _id }) => _id)).toEqual(names(ids.slice(1)));
  });
});
