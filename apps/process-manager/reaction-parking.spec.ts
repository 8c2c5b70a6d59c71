import { fromMessage } from '#contracts/cloud-events.js';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import type { TestingModule } from '@nestjs/testing';
import type { Codec } from '#event-sourcing/codec.js';
import { DecodeError } from '#event-sourcing/decode-error.js';
import { makeUnreadable } from '#event-sourcing/testing/unreadable.js';
import { systemClock } from '#runtime/clock/clock.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { NO_TRACING } from '#runtime/tracing/no-tracing.js';
import { ParkedDesk } from '#read-models/parked-desk.js';
import { eventually } from '#test/support/eventually.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { ImposeDirective } from '#use-cases/facts/directives.js';
import { DiscardFromReadModel } from '#use-cases/read-model/discard.js';
import { streams } from '#use-cases/streams.js';
import { Resident } from '#use-cases/testing/resident.js';
import { CarryOut } from './carry-out.js';
import { CaseByCase } from './case-by-case.js';
import { Following } from './following.js';
import { DeadlineParking } from './deadlines/parking.js';
import { Deadlines } from './deadlines/deadlines.js';
import { CredentialWalks } from './walks/credential-walks.js';
import { LiveWork } from './live-work.js';
import { Dispatch } from './dispatch.js';
import { ReactionParking } from './reaction-parking.js';
import { BackOffice } from './testing/back-office.js';
import { LIMITS } from './testing/limits.js';

// Every step is durable: a busy disk is slow.
jest.setTimeout(30_000);

function never(): never {
  throw new Error('there is one');
}

describe('an event that cannot be reacted to', () => {
  const folder = temporaryFolders();
  let back: BackOffice;
  /** Types of events that cannot be read, of the case `broken`. */
  let unreadable: readonly string[];
  let broken: Resident;
  let manager: TestingModule;
  let parking: ReactionParking;
  let deadlineParking: DeadlineParking;

  beforeEach(async () => {
    back = await BackOffice.open(await folder());
    unreadable = [];
    broken = new Resident(back.office, 1);
    const codec: Pick<Codec, 'decode'> = {
      decode: (stored) => {
        const ours = stored.stream === `application-${broken.applicationId}`;
        if (ours && unreadable.includes(stored.type))
          return Promise.reject(new DecodeError('malformed', stored, 'a bug'));
        return back.office.codec.decode(stored);
      },
    };
    manager = await back.start(NO_TRACING, codec);
    parking = parkingWith(codec);
  });
  afterEach(() => back.close());

  function parkingWith(codec: Pick<Codec, 'decode'>): ReactionParking {
    const { connection, office } = back;
    const bus = manager.get(CommandBus, { strict: false });
    const deadlines = new Deadlines(connection, LIMITS);
    const { log } = office;
    const logger = silentLogger();
    const walked = { connection, deadlines, live: new LiveWork(), log, policy: office.policy, logger };
    const needs = {
      bus,
      deadlines,
      caseIds: back.caseIds,
      walks: new CredentialWalks(walked, LIMITS),
      eraser: back.eraser,
      requests: { deliver: () => Promise.reject(new Error('no request is replayed')) },
      webhooks: { call: () => Promise.reject(new Error('no webhook is called')) },
    };
    const untold = () => undefined;
    const carryOut = new CarryOut(needs, { refused: untold, unsettled: untold, left: untold, late: untold });
    const dispatch = dispatchTo(carryOut);
    deadlineParking = new DeadlineParking(connection, dispatch, systemClock);
    return new ReactionParking(connection, office.store, codec, dispatch);
  }

  function dispatchTo(carryOut: Pick<CarryOut, 'run'>): Dispatch {
    const metrics = { carriedOut: () => undefined, fired: () => undefined };
    return new Dispatch({
      carryOut,
      metrics,
      tracing: NO_TRACING,
      logger: silentLogger(),
      clock: systemClock,
    });
  }

  const phase = async (of: Resident) => (await of.application()).phase;
  const submitted = async (of: Resident) => {
    await of.facts();
    await of.prepare();
    await of.submit();
    await back.settle();
  };
  const key = () => broken.applicationId;

  it('parks its case, which is taken up again where it was left; the others go on', async () => {
    unreadable = ['ApplicationSubmitted'];
    await submitted(broken);
    const other = new Resident(back.office, 2);
    await submitted(other);
    expect(await phase(other)).toBe('issued');
    expect(await phase(broken)).not.toBe('issued');
    expect(await parking.parked.get(key())).toMatchObject({
      cause: { reason: 'undecodable', event: { type: 'ApplicationSubmitted' } },
      attempts: 0,
    });
    expect(await parking.retryParked(key())).toMatchObject({ kind: 'failed-again' });

    unreadable = [];
    expect(await parking.retryParked(key())).toEqual({ kind: 'released' });
    expect(await parking.retryParked(key())).toEqual({ kind: 'not-parked' });
    await back.settle();
    expect(await phase(broken)).toBe('issued');
    expect(await broken.fees()).toMatchObject({ commitment: { kind: 'consumed' } });
  });

  it('keeps what comes later waiting behind it, in order, and is left out when an operator says so', async () => {
    unreadable = ['DetailsProvided'];
    await submitted(broken);
    const parked = await parking.parked.get(key());
    expect(parked?.cause).toMatchObject({ event: { type: 'DetailsProvided', revision: 1 } });
    expect(parked?.waiting?.[`application-${key()}`]).toBeGreaterThan(1);
    expect((await parking.appliedTo(key())).get(`application-${key()}` as never)).toBe(0n);
    expect(await phase(broken)).not.toBe('issued');

    const stream = `application-${key()}`;
    const event = { stream, revision: 1 };
    const atFault = { ...event, eventId: 'e', eventType: 'DetailsProvided' };
    const of = { model: parking.name, version: parking.version, key: key() };
    const by = back.office.by({ kind: 'operator', id: 'operations' });
    await back.office.run(new DiscardFromReadModel(by, of, event, atFault, 'no-consequence'));
    expect(await parking.retryParked(key())).toEqual({ kind: 'released' });
    await back.settle();
    expect(await phase(broken)).toBe('issued');
  });

  it('does not take along the look at a case that an earlier event had left to it', async () => {
    await back.stop(manager);
    await broken.prepare();
    await broken.submit();
    const carried: string[] = [];
    const run: CarryOut['run'] = async (reaction, { followed }) => {
      if (reaction.do === 'reserve-funds')
        throw new DecodeError('malformed', { stream: 's', revision: 0n, id: 'another', type: 't' }, 'a bug');
      carried.push(`${followed?.type}: ${reaction.do}`);
    };
    let told = 0;
    const cases = new CaseByCase({
      decode: (message) => back.office.codec.decode(fromMessage(message)),
      dispatch: dispatchTo({ run }),
      following: new Following(back.office.log),
      failuresMax: LIMITS.failuresMax,
      parked: parking.parked,
      logger: silentLogger(),
      putOff: (events) => (told += events),
    });
    const messages = (await back.messages()).filter(({ key }) => key === broken.applicationId);
    await cases.handle({ messages: [messages[0] ?? never(), ...messages.slice(1)] });
    // The submission parked the case; the payment had left its screening to it, and so had the details to the payment.
    expect(carried.filter((one) => one.endsWith('screen'))).toEqual([
      'DetailsProvided: screen',
      'PaymentReceived: screen',
    ]);
    expect(carried.indexOf('ApplicationSubmitted: clear-deadlines')).toBeLessThan(
      carried.indexOf('PaymentReceived: screen'),
    );
    expect(await parking.parked.get(key())).toMatchObject({
      cause: { event: { type: 'ApplicationSubmitted' } },
    });
    expect(told).toBe(0);
  });

  it('is parked from the first one that had been left to it, and the others go on: two facts of one person', async () => {
    await broken.start();
    await back.settle();
    const { store, codec } = back.office;
    const of = streams.application(broken.applicationId, broken.subject);
    await makeUnreadable({ store, codec }, of, 'malformed', 'DocumentAttached');
    await back.stop(manager);
    const { subject } = broken;
    for (const violationId of ['v1', 'v2'])
      await back.office.tell(subject, 'violation-recorded', { violationId, amount: 100 });
    const other = new Resident(back.office, 2);
    await other.facts();
    await other.prepare();
    await other.submit();
    // One batch has both, so the first is left to the second.
    await back.publish();
    manager = await back.start();
    await back.settle();

    expect(await phase(other)).toBe('issued');
    const message = expect.stringMatching(/DocumentAttached .*malformed/);
    expect(await parking.parked.get(subject)).toMatchObject({
      cause: { reason: 'reaction-failed', message, event: { type: 'FactRecorded', revision: 0 } },
      oldest: { [`resident-${subject}`]: 0 },
      waiting: { [`resident-${subject}`]: 1 },
    });
    expect(await parking.parked.get(key())).toMatchObject({ cause: { reason: 'undecodable' } });
    expect(await parking.parked.count()).toBe(2);
  });

  it('is not stepped over by a replay because a stream its command reads holds an unknown type', async () => {
    await broken.start();
    await back.settle();
    const { store, codec } = back.office;
    const of = streams.application(broken.applicationId, broken.subject);
    await makeUnreadable({ store, codec }, of, 'unknown-type', 'DocumentAttached');
    await back.office.tell(broken.subject, 'violation-recorded', { violationId: 'v', amount: 100 });
    await back.settle();
    expect(await parking.retryParked(broken.subject)).toMatchObject({
      kind: 'failed-again',
      cause: { reason: 'reaction-failed', event: { type: 'FactRecorded' } },
    });
  });

  it('of every open case stops none of the others at one that cannot be read', async () => {
    const other = new Resident(back.office, 2);
    for (const one of [broken, other]) {
      await one.prepare();
      await one.submit();
      back.openCases.push(one.applicationId);
    }
    await back.settle();
    const { store, codec } = back.office;
    const of = streams.application(broken.applicationId, broken.subject);
    await makeUnreadable({ store, codec }, of, 'malformed', 'DocumentAttached');
    const directives = async () => JSON.stringify(await other.application()).includes('"directives":0');
    expect(await directives()).toBe(false);
    const by = back.office.by({ kind: 'service', id: 'directives-desk' });
    const title = { ar: 'تعليمات', en: 'a directive' };
    const directive = { directiveId: 'd', title, covers: {}, source: 'circular 1' } as const;
    await back.office.run(new ImposeDirective(by, { ...directive, from: back.office.now, effect: 'stop' }));
    await back.settle();

    expect(await directives()).toBe(true);
    expect(await parking.parked.count()).toBe(1);
    expect(await parking.parked.get(key())).toMatchObject({ cause: { reason: 'undecodable' } });
    const { entries } = (await new ParkedDesk(back.connection, store, [deadlineParking]).page({})) ?? never();
    expect(entries).toMatchObject([
      {
        key: `screening:${key()}`,
        cause: { message: expect.stringMatching(/DocumentAttached .*malformed/) },
      },
    ]);
    // Once it can be read, or is looked at for any other reason, that goes.
    await new Deadlines(back.connection, LIMITS).clear(key());
    expect(await deadlineParking.parked.get(`screening:${key()}`)).toBeNull();
  });

  it('because of a bug is tried a few times, then parked with the place of the bug', async () => {
    back.listOpenCases = () => Promise.reject(new RangeError('secret'));
    const by = back.office.by({ kind: 'service', id: 'directives-desk' });
    const title = { ar: 'تعليمات', en: 'a directive' };
    const directive = { directiveId: 'd', title, covers: {}, source: 'circular 1' } as const;
    await back.office.run(new ImposeDirective(by, { ...directive, from: back.office.now, effect: 'stop' }));
    await back.settle();
    const parked = await parking.parked.get('directives');
    expect(parked?.cause).toMatchObject({
      reason: 'reaction-failed',
      message: expect.stringMatching(/^RangeError at reaction-parking\.spec\.ts:\d+$/),
    });
    const failures = back.lines.filter((line) => line.includes('a reaction failed'));
    expect(failures).toHaveLength(5);
    await eventually(() => back.lines.some((line) => line.includes('key parked')));
  });
});
