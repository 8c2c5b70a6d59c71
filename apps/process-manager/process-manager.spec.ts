import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { toInboundFact } from '#contracts/inbound-fact.js';
import { filled, INBOUND_KINDS, widestFact } from '#contracts/testing/widest-fact.js';
import { instantOf } from '#decider/instant.js';
import { addDays, dayInRiyadh, startOfDay } from '#domain/calendar/day.js';
import { groundsOf } from '#domain/credential/credential.js';
import type { Directive } from '#domain/directives/directives.js';
import { aDirective } from '#domain/directives/testing/a-directive.js';
import { Registry } from 'prom-client';
import { silentLogger } from '#runtime/logging/logger.js';
import { openTracing } from '#runtime/tracing/open-tracing.js';
import { startOtlpReceiver } from '#test/support/otlp-receiver.js';
import { WithdrawApplication } from '#use-cases/application/end-application.js';
import { ImposeDirective, LiftDirective } from '#use-cases/facts/directives.js';
import { ReplaceCredential } from '#use-cases/credential/replace-credential.js';
import { takeInFact } from '#use-cases/facts/take-in-fact.js';
import { ReconcilePayment, ReportPaymentUnknown } from '#use-cases/fees/payment-enquiry.js';
import { replacementIdOf } from '#use-cases/ids.js';
import { IssueIdentity } from '#use-cases/issuing/issue-identity.js';
import { ClaimReview, DecideReview } from '#use-cases/review/review.js';
import { OFFICER, SYSTEM } from '#use-cases/testing/office.js';
import { Resident } from '#use-cases/testing/resident.js';
import { eventually } from '#test/support/eventually.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import type { Codec } from '#event-sourcing/codec.js';
import { KeyStoreError } from '#event-sourcing/keys/key-store-error.js';
import { SharedDecoding } from '#event-sourcing/shared-decoding.js';
import { type DeadlineDocument, DEADLINES, idOf } from './deadlines/deadline-document.js';
import { Deadlines } from './deadlines/deadlines.js';
import { parkedReactions } from './reaction-parking.js';
import { BackOffice } from './testing/back-office.js';
import { LIMITS } from './testing/limits.js';

// Every step is durable: a busy disk is slow.
jest.setTimeout(30_000);

describe('the process manager', () => {
  const folder = temporaryFolders();
  let back: BackOffice;
  beforeEach(async () => {
    back = await BackOffice.open(await folder());
  });
  afterEach(() => back.close());

  const resident = (n = 1) => new Resident(back.office, n);
  const phase = async (of: Resident) => (await of.application()).phase;
  const becomes = (of: Resident, wanted: string) =>
    eventually(async () => (await phase(of)) === wanted, { deadlineMs: 10_000, what: wanted });
  const typesIn = async (category: 'fees' | 'application', id: string) =>
    (await back.office.log.history({ category, id })).map(({ event }) => event.type);

  /** Whose case was submitted with every fact in place, once all has been done about it. */
  const settled = async () => {
    await back.start();
    const one = resident();
    await one.facts();
    await one.prepare();
    await one.submit();
    await back.settle();
    return one;
  };

  it('leads a submitted case to its identity, and then changes nothing however often it is told', async () => {
    const one = await settled();
    expect(await phase(one)).toBe('issued');
    expect(await one.fees()).toMatchObject({ commitment: { kind: 'consumed' } });
    expect((await one.slot()).taken).toBeUndefined();

    back.office.pass({ days: 1 });
    const before = await back.office.store.lastPosition();
    await back.publishAgain();
    await back.publishAgain();
    expect(await back.office.store.lastPosition()).toBe(before);
  });

  it('expires a credential when its last day is over in Riyadh, and no moment before', async () => {
    const one = await settled();
    const issued = await one.credential();
    if (issued.phase === 'none') throw new Error('nothing was issued');
    const midnight = Date.parse(startOfDay(addDays(issued.issue.validUntil.gregorian, 1)));
    back.office.pass({ ms: midnight - 1 - Date.parse(back.office.now) });
    await back.settle();
    expect(await one.credential()).toMatchObject({ phase: 'active' });
    back.office.pass({ ms: 1 });
    await eventually(async () => (await one.credential()).phase === 'expired', {
      deadlineMs: 10_000,
      what: 'the credential expires',
    });
  });

  it('keeps the order of a case: what is set aside at submission is given back at the withdrawal', async () => {
    const one = resident();
    await one.prepare();
    await one.submit();
    await back.office.run(new WithdrawApplication(one.by(), one.applicationId));
    await back.start();
    await back.settle();
    await back.publishAgain();
    const types = await typesIn('fees', one.applicationId);
    expect(types.slice(2)).toEqual(['FundsReserved', 'FundsReleased']);
    expect(await resident().start()).toMatchObject({ kind: 'done' });
  });

  it('looks at a person once for all that was told while it was away', async () => {
    const collector = await startOtlpReceiver();
    const tracing = await openTracing(collector.url, 'test', {
      logger: silentLogger(),
      metrics: new Registry(),
    });
    await back.stop(await back.start());
    const one = resident();
    await one.facts();
    await back.publish();
    await back.start(tracing);
    await back.settle();
    await tracing.close();
    await collector.close();
    const told = await back.office.log.history({ category: 'resident', id: one.subject });
    expect(told.length).toBeGreaterThan(3);
    expect(collector.spans.filter(({ name }) => name === 'react reconsider-person')).toHaveLength(1);
  });

  it('with a clock behind those that took the facts and the case in knows them all the same', async () => {
    const one = resident();
    await one.facts();
    await one.prepare();
    await one.submit();
    back.office.pass({ ms: -120_000 });
    await back.start();
    await back.settle();
    expect(await phase(one)).toBe('issued');
  });

  it('looks again when something takes effect that was told ahead', async () => {
    await back.start();
    const one = resident();
    await one.facts();
    await back.office.tell(one.subject, 'violation-recorded', { violationId: 'v1', amount: 100 });
    await one.prepare();
    await one.submit();
    const tomorrow = instantOf(Date.parse(back.office.now) + 86_400_000);
    await back.office.tell(one.subject, 'violation-settled', { violationId: 'v1' }, 's1', tomorrow);
    await back.settle();
    expect(await phase(one)).toBe('action-required');
    back.office.pass({ days: 1 });
    await eventually(async () => (await phase(one)) !== 'action-required', { deadlineMs: 10_000 });
    await back.settle();
    expect(await phase(one)).toBe('issued');
  });

  it('looks at the grounds of a credential again when time alone changes them', async () => {
    const one = await settled();
    const grounds = async () =>
      groundsOf(await one.credential()).map(({ ground }) => ground !== 'erased' && ground.kind);
    const day = (n: number) => instantOf(Date.parse(back.office.now) + n * 86_400_000);
    const [graceUntil, until] = [day(2), day(4)];
    const desk = back.office.by({ kind: 'service', id: 'directives-desk' });
    const directive: Directive = {
      directiveId: 'D-7',
      title: { ar: 'تعليق', en: 'A pause' },
      covers: {},
      from: back.office.now,
      until,
      source: 'Official gazette 5012',
      effect: 'stop',
      reachesIssued: true,
    };
    await back.office.run(new ImposeDirective(desk, directive));
    await back.office.tell(one.subject, 'absence-reported', { reportId: 'r1', graceUntil });
    await back.settle();
    expect(await grounds()).toEqual(['absence-reported', 'directive']);
    back.office.pass({ days: 3 });
    await eventually(async () => (await grounds()).includes('absence-grace-over'), {
      what: 'the grace is over',
    });
    expect(await grounds()).toEqual(['directive', 'absence-grace-over']);
    await back.office.tell(one.subject, 'absence-cancelled', { reportId: 'r1' });
    await back.settle();
    expect(await grounds()).toEqual(['directive']);
    back.office.pass({ days: 1 });
    await eventually(async () => (await one.credential()).phase === 'active', {
      what: 'the directive is over',
    });
    const deadlines = new Deadlines(back.connection, LIMITS);
    await eventually(async () => (await deadlines.overdue(back.office.now)) === 0, { what: 'all fired' });
  });

  it('brings a revoked credential to an officer’s attention, and ends what the officer began', async () => {
    const one = await settled();
    const { credentialId, applicationId, subject } = one;
    const tell = async (status: 'cancelled' | 'valid', id: string, corrects?: string) => {
      back.office.pass({ days: 1 });
      const content = { status, category: 'premium' } as const;
      await back.office.tell(subject, 'residency-status-changed', content, id, back.office.now, corrects);
      await back.settle();
    };
    await tell('cancelled', 's1');
    expect(await one.credential()).toMatchObject({ phase: 'revoked', replaceable: undefined });
    await tell('valid', 's2', 's1');
    expect(await one.credential()).toMatchObject({ phase: 'revoked', replaceable: back.office.now });
    const decide = new ReplaceCredential(
      back.office.by(OFFICER),
      applicationId,
      credentialId,
      'ground-corrected',
    );
    // The slot and the decision; then the power fails.
    await back.office.cutOff(decide, 2);
    await back.settle();
    const next = replacementIdOf(credentialId);
    expect(await one.credential(next)).toMatchObject({ phase: 'active' });
    expect(await one.slot()).toMatchObject({ taken: undefined, held: { credentialId: next } });
    // Its grounds are looked at like any other's, and its last day is the same.
    await back.office.tell(subject, 'absence-reported', { reportId: 'r1' });
    await back.settle();
    expect(await one.credential(next)).toMatchObject({ phase: 'suspended' });
    await back.publishAgain();
    expect(await one.credential()).toMatchObject({ phase: 'revoked', replacement: { by: next } });
    const state = await one.credential(next);
    if (state.phase === 'none') throw new Error('it follows');
    back.office.pass({
      ms: Date.parse(startOfDay(addDays(state.issue.validUntil.gregorian, 1))) - Date.parse(back.office.now),
    });
    await eventually(async () => (await one.credential(next)).phase === 'expired', { deadlineMs: 10_000 });
  });

  it.each(INBOUND_KINDS)(
    'reacts to the longest %s there may be, also one told ahead, and parks nothing',
    async (kind) => {
      await back.start();
      const { office } = back;
      for (const [id, hours] of [
        ['', -1],
        ['ahead', 1],
      ] as const) {
        const time = instantOf(Date.parse(office.now) + hours * 3_600_000);
        const checked = toInboundFact(widestFact(kind, time, { id: filled(id, 256) }), office.now);
        if (!checked.ok) throw new Error(JSON.stringify(checked.errors));
        const { actor, at, correlationId, traceparent } = office.by({
          kind: 'service',
          id: checked.value.source,
        });
        await office.run(
          takeInFact(checked.value, { actor, at, correlationId, traceparent }, office.subjects),
        );
      }
      await back.settle();
      back.office.pass({ days: 1 });
      await eventually(async () => (await new Deadlines(back.connection, LIMITS).overdue(office.now)) === 0, {
        what: 'every deadline fired',
      });
      expect(await parkedReactions(back.connection).count()).toBe(0);
      expect(back.lines).toEqual([]);
    },
  );

  it('goes on by itself with what it has in hand after an outage of the key store', async () => {
    const away = { is: true, met: 0 };
    const codec: Pick<Codec, 'decode'> = {
      decode: (stored) => {
        if (!away.is) return back.office.codec.decode(stored);
        away.met += 1;
        return Promise.reject(new KeyStoreError('unavailable', 'cannot read a key: ECONNREFUSED'));
      },
    };
    await back.start(undefined, new SharedDecoding(codec));
    const one = resident();
    await one.facts();
    await one.prepare();
    await one.submit();
    await back.publish();
    await eventually(() => away.met > 0, { what: 'the outage met' });
    away.is = false;
    await back.settle();
    expect(await phase(one)).toBe('issued');
  });

  it('has an officer look at a case whose report nobody has sent for so many days', async () => {
    await back.start();
    const one = resident();
    await one.prepare();
    await one.submit();
    await back.settle();
    expect(await phase(one)).toBe('screening');
    back.office.pass({ days: 29 });
    await back.settle();
    expect(await phase(one)).toBe('screening');
    back.office.pass({ days: 1 });
    await becomes(one, 'in-review');
    const reject = new DecideReview(back.office.by(OFFICER), one.applicationId, 'reject', 'nobody-reported');
    await back.office.run(new ClaimReview(back.office.by(OFFICER), one.applicationId));
    await back.office.run(reject);
    await back.settle();
    expect(await phase(one)).toBe('rejected');
    expect(await one.fees()).toMatchObject({ commitment: { kind: 'none' } });
    expect((await one.slot()).taken).toBeUndefined();
  });

  it('looks again on the day time alone changes what a condition comes to, though nobody tells anything', async () => {
    await back.start();
    const one = resident();
    await one.facts();
    const lastDay = addDays(dayInRiyadh(back.office.now), 5);
    await back.office.tell(one.subject, 'insurance-changed', { active: true, validUntil: lastDay }, 'short');
    await back.office.tell(one.subject, 'absence-reported', { reportId: 'a1' });
    await one.prepare();
    await one.submit();
    await back.settle();
    expect(await phase(one)).toBe('screening');
    const over = startOfDay(addDays(lastDay, 1));
    const state = await one.application();
    expect('screened' in state ? state.screened?.lookAgainAt : undefined).toBe(over);
    expect('board' in state ? state.board['health-insurance-active']?.until : undefined).toBe(over);
    back.office.pass({ ms: Date.parse(over) - Date.parse(back.office.now) });
    await becomes(one, 'action-required');
  });

  it('looks at a case before its time, and at its time again: an old event may have set the earlier one', async () => {
    await back.start();
    const one = resident();
    await one.facts();
    const lastDay = addDays(dayInRiyadh(back.office.now), 5);
    await back.office.tell(one.subject, 'insurance-changed', { active: true, validUntil: lastDay }, 'short');
    await back.office.tell(one.subject, 'absence-reported', { reportId: 'a1' });
    await one.prepare();
    await one.submit();
    await back.settle();
    const events = () => typesIn('application', one.applicationId);
    const before = await events();
    const deadlines = new Deadlines(back.connection, LIMITS);
    const early = { kind: 'recheck', of: one.applicationId, due: back.office.now } as const;
    await deadlines.set(early);
    const over = startOfDay(addDays(lastDay, 1));
    const stored = back.connection.collection<DeadlineDocument>(DEADLINES.name);
    const due = async () => (await stored.findOne({ _id: idOf(early) }))?.due;
    await eventually(async () => (await due()) === over, { what: 'moved to its time' });
    await back.settle();
    expect(await events()).toEqual(before);
    back.office.pass({ ms: Date.parse(over) - Date.parse(back.office.now) });
    await becomes(one, 'action-required');
  });

  it('frees the slot of a person who was erased between the decision to issue and the credential', async () => {
    const one = resident();
    await one.approved();
    await back.office.cutOff(new IssueIdentity(back.office.by(SYSTEM), one.applicationId), 1);
    expect(await phase(one)).toBe('issued');
    await back.office.log.erase(one.subject);
    await back.start();
    await back.settle();
    expect((await one.slot()).taken).toBeUndefined();
    expect(await resident().start()).toMatchObject({ kind: 'done' });
  });

  it('tells of money nobody has settled, once a day until it is settled', async () => {
    const told = () => back.lines.filter((line) => line.includes('money of unknown outcome')).length;
    await back.start();
    const one = resident();
    await one.start();
    await one.details();
    await one.bill();
    const sadad = { kind: 'service', id: 'sadad' } as const;
    const billNumber = await one.billNumber();
    await back.office.run(new ReportPaymentUnknown(back.office.by(sadad), billNumber));
    await back.settle();
    expect(told()).toBe(0);
    for (const days of [1, 2]) {
      back.office.pass({ days: 1 });
      await eventually(() => told() === days, { what: `told ${days} times` });
    }
    const none = { found: false, billNumber } as const;
    await back.office.run(new ReconcilePayment(back.office.by(sadad), none));
    back.office.pass({ days: 1 });
    const deadlines = new Deadlines(back.connection, LIMITS);
    await eventually(async () => (await deadlines.overdue(back.office.now)) === 0, { what: 'all fired' });
    expect(told()).toBe(2);
  });

  it('suspends a credential for what was told while it was handed over', async () => {
    const one = resident();
    await one.approved();
    await one.issue();
    // Told after the decision to issue; nobody has reacted to anything yet.
    await back.office.tell(one.subject, 'absence-reported', { reportId: 'r1' });
    await back.start();
    await back.settle();
    expect(await one.credential()).toMatchObject({ phase: 'suspended' });
  });

  it('lets a required action lapse on its day, also when it was restarted in between', async () => {
    const first = await back.start();
    const one = resident();
    await one.facts();
    await back.office.tell(one.subject, 'violation-recorded', { violationId: 'v1', amount: 100 });
    await one.prepare();
    await one.submit();
    await back.settle();
    expect(await phase(one)).toBe('action-required');
    await back.stop(first);
    back.office.pass({ days: 29 });
    await back.start();
    await back.settle();
    expect(await phase(one)).toBe('action-required');
    back.office.pass({ days: 1 });
    await becomes(one, 'lapsed');
    await back.settle();
    expect(await one.fees()).toMatchObject({ commitment: { kind: 'none' } });
    expect((await one.slot()).taken).toBeUndefined();
  });

  it('lets a draft lapse, and looks after a slot whose start never came; two of them do it once', async () => {
    await back.start();
    await back.start();
    const draft = resident();
    await draft.start();
    const cut = resident(2);
    await back.office.cutOff(cut.startCommand(), 1);
    await back.settle();
    back.office.pass({ ms: 60_000 });
    await eventually(async () => (await cut.slot()).taken === undefined, { what: 'the slot given back' });
    back.office.pass({ days: 30 });
    await becomes(draft, 'lapsed');
    await back.settle();
    const types = await typesIn('application', draft.applicationId);
    expect(types).toEqual(['ApplicationStarted', 'ApplicationLapsed']);
    expect((await draft.slot()).taken).toBeUndefined();
  });

  it('shows a deadline it fires as a trace of its own, and how late it was', async () => {
    const collector = await startOtlpReceiver();
    const tracing = await openTracing(collector.url, 'test', {
      logger: silentLogger(),
      metrics: new Registry(),
    });
    await back.start(tracing);
    const draft = resident();
    await draft.start();
    await back.settle();
    back.office.pass({ days: 30, ms: 5_000 });
    await becomes(draft, 'lapsed');
    await tracing.close();
    await collector.close();
    const fired = collector.spans.find(({ name }) => name === 'deadline lapse');
    expect(fired).toMatchObject({
      kind: 5,
      attributes: {
        'hawiya.deadline': 'lapse',
        'hawiya.late_seconds': 5,
        'hawiya.correlation_id': `deadline:lapse:${draft.applicationId}`,
      },
    });
    expect(fired?.parentSpanId).toBeUndefined();
  });

  it('screens the open cases when a directive comes, begins, ends or is lifted', async () => {
    await back.start();
    const { office } = back;
    const desk = () => office.by({ kind: 'service', id: 'directives-desk' });
    const directive = (directiveId: string, more: Partial<Directive> = {}) =>
      aDirective(directiveId, office.now, more);
    await office.run(new ImposeDirective(desk(), directive('D-1')));
    const one = resident();
    await one.facts();
    await one.prepare();
    back.openCases.push(one.applicationId);
    await one.submit();
    await back.settle();
    expect(await phase(one)).toBe('screening');

    const until = new Date(Date.parse(office.now) + 86_400_000).toISOString() as Directive['from'];
    await office.run(new ImposeDirective(desk(), directive('D-2', { until })));
    await office.run(new LiftDirective(desk(), 'D-1', office.now));
    await back.settle();
    expect(await phase(one)).toBe('screening');
    office.pass({ days: 1, ms: 60_000 });
    await becomes(one, 'approved');
    await back.settle();
    expect(await phase(one)).toBe('issued');
  });
});
