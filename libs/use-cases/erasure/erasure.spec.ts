import { describe, expect, it, jest } from '@jest/globals';
import { erasureDecider } from '#domain/erasure/erasure.js';
import type { ResidentEvent } from '#domain/resident/events.js';
import { WithdrawApplication } from '../application/end-application.js';
import { RequestRefund } from '../fees/request-refund.js';
import { RecordRefund } from '../fees/refund-outcome.js';
import { openOffice } from '../testing/open-office.js';
import { OPERATOR, OTHER_OPERATOR, SYSTEM } from '../testing/office.js';
import { Resident } from '../testing/resident.js';
import { RepairSlot, RepairSlots } from '../slot/repair-slot.js';
import { streams } from '../streams.js';
import { CompleteErasure, LapseErasure } from './end-erasure.js';
import { ConfirmErasure } from './confirm-erasure.js';
import { CancelErasure, RequestErasure } from './request-erasure.js';

const UNDER_WAY = { kind: 'refused', refusal: { code: 'erasure-under-way' } };

// Every step is durable: a busy disk is slow.
jest.setTimeout(30_000);

describe('erasing a person', () => {
  const office = openOffice();
  const request = (of: Resident) =>
    office().run(new RequestErasure(office().by(OPERATOR), of.subject, 'ordered'));
  const confirm = (of: Resident, by = OTHER_OPERATOR) =>
    office().run(new ConfirmErasure(office().by(by), of.subject));
  const codes = async (of: Resident, decide = request) => {
    const outcome = await decide(of);
    if (outcome.kind !== 'refused') throw new Error(outcome.kind);
    return (outcome.refusal.details ?? []).map(({ code }) => code).sort();
  };

  it('of whom nothing is recorded is refused', async () => {
    expect(await request(new Resident(office(), 1))).toMatchObject({
      refusal: { code: 'nothing-to-erase' },
    });
  });

  it('who has only been told of is possible', async () => {
    const resident = new Resident(office(), 1);
    await resident.facts();
    expect(await request(resident)).toMatchObject({ kind: 'done', answer: { phase: 'requested' } });
  });

  it('waits for the case, the money and the credential, under the former number too', async () => {
    const resident = new Resident(office(), 1, 'issue');
    await resident.issued();
    for (const one of [resident, resident.renewing])
      expect(await codes(one)).toEqual(['credential-not-ended']);
    const again = resident.renewing;
    await again.prepare();
    expect(await codes(resident)).toEqual(['case-open', 'credential-not-ended', 'money-unsettled']);
    await office().run(new WithdrawApplication(again.by(), again.applicationId, 'left'));
    await again.releaseSlot();
    expect(await codes(resident)).toEqual(['credential-not-ended', 'money-unsettled']);
    office().pass({ ms: 1 });
    await office().tell(again.subject, 'residency-status-changed', { status: 'final-exit' });
    await again.reconsider();
    expect(await codes(resident)).toEqual(['money-unsettled']);
    await office().run(new RequestRefund(again.by({ pinned: 7n as never }), again.applicationId));
    expect(await codes(resident)).toEqual(['money-unsettled']);
    await refunded(again);
    expect(await request(resident)).toMatchObject({
      answer: { phase: 'requested', subject: again.subject },
    });
    expect(await confirm(again)).toMatchObject({
      answer: { phase: 'confirmed', subjects: [again.subject, resident.subject] },
    });
  });

  it('is looked at again when it is confirmed', async () => {
    const resident = new Resident(office(), 1);
    await resident.facts();
    await request(resident);
    await resident.start();
    expect(await codes(resident, confirm)).toEqual(['case-open']);
    await office().run(new WithdrawApplication(resident.by(), resident.applicationId, 'left'));
    await resident.releaseSlot();
    expect(await confirm(resident, OPERATOR)).toMatchObject({
      refusal: { code: 'erasure-needs-another-operator' },
    });
    expect(await confirm(resident)).toMatchObject({ answer: { phase: 'confirmed' } });
  });

  it('is off when it is taken back, or not confirmed in time', async () => {
    const resident = new Resident(office(), 1);
    await resident.facts();
    await request(resident);
    await office().run(new CancelErasure(office().by(OTHER_OPERATOR), resident.subject));
    expect(await confirm(resident)).toMatchObject({ refusal: { code: 'erasure-not-requested' } });
    await request(resident);
    office().pass({ days: 14 });
    await office().run(new LapseErasure(office().by(SYSTEM), resident.subject));
    expect(await confirm(resident)).toMatchObject({ refusal: { code: 'erasure-lapsed' } });
    expect(await request(resident)).toMatchObject({ answer: { phase: 'requested' } });
  });

  describe('while it is confirmed', () => {
    const requestedOf = async (n = 1) => {
      const resident = new Resident(office(), n);
      await resident.facts();
      await request(resident);
      return resident;
    };
    const complete = async (of: Resident) => {
      await office().run(new CompleteErasure(office().by(SYSTEM), of.subject, 0));
      await office().run(new RepairSlots(office().by(SYSTEM), of.subject));
    };
    const check = (of: Resident) => office().run(new RepairSlot(office().by(SYSTEM), of.subject));
    const erasureOf = async (of: Resident) =>
      (await office().log.load(erasureDecider, streams.erasure(of.subject))).state;

    it('no case starts until it is complete; then the person may come again', async () => {
      const resident = await requestedOf();
      await confirm(resident);
      expect(await resident.start()).toMatchObject(UNDER_WAY);
      office().pass({ days: 1 });
      await check(resident);
      expect(await resident.start()).toMatchObject(UNDER_WAY);
      await complete(resident);
      expect(await resident.start()).toMatchObject({ kind: 'done' });
    });

    it('opens by itself for who comes between its completion and the opening', async () => {
      const resident = await requestedOf();
      await confirm(resident);
      await office().run(new CompleteErasure(office().by(SYSTEM), resident.subject, 0));
      expect(await resident.start()).toMatchObject({ kind: 'done' });
    });

    it('no former number of the person starts one either, and no rejected case is reopened', async () => {
      const resident = new Resident(office(), 1, 'issue');
      await resident.issued();
      const again = resident.renewing;
      office().pass({ ms: 1 });
      await office().tell(again.subject, 'residency-status-changed', { status: 'final-exit' });
      await again.reconsider();
      await request(resident);
      await confirm(resident);
      for (const one of [resident, again]) expect(await one.start()).toMatchObject(UNDER_WAY);
      await complete(again);
      for (const one of [resident, again]) expect((await one.slot()).closed).toBeUndefined();
    });

    it('meets a start in the slot: of both at the same moment one wins, whoever it is', async () => {
      const won = { erasure: 0, start: 0 };
      for (let round = 1; round <= 30; round += 1) {
        const resident = await requestedOf(round);
        const later = new Promise((resolve) => setImmediate(resolve));
        const [confirmed, started] = await Promise.all([
          round % 3 === 0 ? later.then(() => confirm(resident)) : confirm(resident),
          round % 3 === 1 ? later.then(() => resident.start()) : resident.start(),
        ]);
        if (confirmed.kind === 'done') {
          won.erasure += 1;
          expect(started).toMatchObject(UNDER_WAY);
          expect((await resident.slot()).taken).toBeUndefined();
        } else {
          won.start += 1;
          expect(confirmed).toMatchObject({ refusal: { code: 'erasure-blocked' } });
          expect(started).toMatchObject({ kind: 'done' });
          expect(await erasureOf(resident)).toMatchObject({ phase: 'requested' });
        }
      }
      expect(won.erasure + won.start).toBe(30);
    });

    it('cut off after the slot was closed, goes on when any operator confirms again', async () => {
      const resident = await requestedOf();
      await office().cutOff(new ConfirmErasure(office().by(OTHER_OPERATOR), resident.subject), 1);
      expect(await erasureOf(resident)).toMatchObject({ phase: 'requested' });
      expect(await resident.start()).toMatchObject(UNDER_WAY);
      expect(await confirm(resident)).toMatchObject({ answer: { phase: 'confirmed' } });
    });

    it('cut off for good, is given up: the slot opens, and what was merely slow cannot confirm it any more', async () => {
      const resident = await requestedOf();
      const slow = new ConfirmErasure(office().by(OTHER_OPERATOR), resident.subject);
      await office().cutOff(slow, 1);
      office().pass({ ms: 29_999 });
      await check(resident);
      expect((await resident.slot()).closed).toBeDefined();
      office().pass({ ms: 1 });
      await check(resident);
      expect((await resident.slot()).closed).toBeUndefined();
      expect(await office().run(slow)).toMatchObject({ refusal: { code: 'erasure-lapsed' } });
      expect(await resident.start()).toMatchObject({ kind: 'done' });
    });

    it('cut off for good, is given up by whoever starts, too; and is closed anew for another request', async () => {
      const resident = await requestedOf();
      await office().cutOff(new ConfirmErasure(office().by(OTHER_OPERATOR), resident.subject), 1);
      office().pass({ ms: 30_000 });
      const [first] = [new Resident(office(), 1)];
      expect(await first.start()).toMatchObject({ kind: 'done' });
      await office().run(new WithdrawApplication(first.by(), first.applicationId, 'left'));
      await first.releaseSlot();
      await request(resident);
      expect(await confirm(resident)).toMatchObject({ answer: { phase: 'confirmed' } });
      expect(await first.start()).toMatchObject(UNDER_WAY);
    });

    it('taken back after its confirmation was cut off, opens the slot at once', async () => {
      const resident = await requestedOf();
      await office().cutOff(new ConfirmErasure(office().by(OTHER_OPERATOR), resident.subject), 1);
      await office().run(new CancelErasure(office().by(OPERATOR), resident.subject));
      await office().run(new RepairSlots(office().by(SYSTEM), resident.subject));
      expect(await resident.start()).toMatchObject({ kind: 'done' });
    });

    it('waits for the slot of a case that has ended and not given it back', async () => {
      const resident = await requestedOf();
      await resident.start();
      await office().run(new WithdrawApplication(resident.by(), resident.applicationId, 'left'));
      expect(await confirm(resident)).toMatchObject({ answer: { phase: 'confirmed' } });
    });

    it('the same command again is the same answer, also once there is another request', async () => {
      const resident = await requestedOf();
      const command = new ConfirmErasure(office().by(OTHER_OPERATOR), resident.subject);
      const first = await office().run(command);
      await complete(resident);
      office().pass({ ms: 1 });
      await request(resident);
      expect(await office().run(command)).toMatchObject({ kind: 'done', repeated: true });
      expect(first).toMatchObject({ kind: 'done', repeated: false });
      expect((await resident.slot()).closed).toBeUndefined();
    });

    it('what is told of the person is erased with them while the key is there; after that it is a new person’s', async () => {
      const resident = await requestedOf();
      await confirm(resident);
      const tell = (id: string) => office().tell(resident.subject, 'insurance-changed', { active: true }, id);
      await tell('before');
      await office().log.erase(resident.subject);
      await tell('after');
      const told = await office().log.history(streams.resident(resident.subject));
      const byId = new Map(
        told.flatMap(({ event }) => {
          const { data, personal } = event as Extract<ResidentEvent, { type: 'FactRecorded' }>;
          return [[data.factId, personal]] as const;
        }),
      );
      expect(byId.get('before')).toBe('erased');
      expect(byId.get('after')).not.toBe('erased');
    });

    it('a payment that comes late is recorded, and can be had back under the same number', async () => {
      const resident = await requestedOf();
      await resident.start();
      await resident.details();
      await resident.bill();
      await office().run(new WithdrawApplication(resident.by(), resident.applicationId, 'left'));
      await confirm(resident);
      await office().log.erase(resident.subject);
      expect(await resident.pay()).toMatchObject({ kind: 'done' });
      await complete(resident);
      expect(await office().run(new RequestRefund(resident.by(), resident.applicationId))).toMatchObject({
        kind: 'done',
      });
      await refunded(resident);
    });
  });

  async function refunded(of: Resident): Promise<void> {
    const by = office().by({ kind: 'service', id: 'sadad' });
    const billNumber = await of.billNumber();
    await office().run(new RecordRefund(by, { billNumber, reference: 'R-1', outcome: 'refunded' }));
    expect((await of.fees()).refund.kind).toBe('paid-back');
  }
});
