import { describe, expect, it, jest } from '@jest/globals';
import { WithdrawApplication } from '../application/end-application.js';
import { RequestRefund } from '../fees/request-refund.js';
import { RecordRefund } from '../fees/refund-outcome.js';
import { openOffice } from '../testing/open-office.js';
import { OPERATOR, OTHER_OPERATOR, SYSTEM } from '../testing/office.js';
import { Resident } from '../testing/resident.js';
import { LapseErasure } from './end-erasure.js';
import { CancelErasure, ConfirmErasure, RequestErasure } from './request-erasure.js';

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

  async function refunded(of: Resident): Promise<void> {
    const by = office().by({ kind: 'service', id: 'sadad' });
    const billNumber = await of.billNumber();
    await office().run(new RecordRefund(by, { billNumber, reference: 'R-1', outcome: 'refunded' }));
    expect((await of.fees()).refund.kind).toBe('paid-back');
  }
});
