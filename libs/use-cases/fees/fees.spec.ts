import { describe, expect, it, jest } from '@jest/globals';
import type { Halalas } from '#domain/kernel/brand.js';
import { available, outstanding } from '#domain/fees/fees.js';
import { WithdrawApplication } from '../application/end-application.js';
import { openOffice } from '../testing/open-office.js';
import type { Office } from '../testing/office.js';
import { Resident } from '../testing/resident.js';
import { ReconcilePayment, ReportPaymentUnknown } from './payment-enquiry.js';
import { IssueBill } from './issue-bill.js';
import { RecordPayment } from './record-payment.js';
import { RecordRefund, type RefundNotice } from './refund-outcome.js';
import { RequestRefund, type RefundOf } from './request-refund.js';

const FEE = 65_000;
const sadad = (office: Office) => office.by({ kind: 'service', id: 'sadad' });

// Every step is durable: a busy disk is slow.
jest.setTimeout(30_000);

describe('the bill', () => {
  const office = openOffice();
  const drafted = async () => {
    const resident = new Resident(office(), 1);
    await resident.start();
    await resident.details();
    return resident;
  };

  it('needs details, and a case of one’s own', async () => {
    const resident = new Resident(office(), 1);
    await resident.start();
    expect(await resident.bill()).toMatchObject({ refusal: { code: 'details-missing' } });
    const stranger = new Resident(office(), 2);
    stranger.applicationId = resident.applicationId;
    expect(await stranger.bill()).toMatchObject({ refusal: { code: 'application-not-found' } });
  });

  it('has one number for one command, wherever it was cut off', async () => {
    for (const appends of [0, 1, 2]) {
      const resident = new Resident(office(), 10 + appends);
      await resident.start();
      await resident.details();
      const context = resident.by();
      await office().runTwice(new IssueBill(context, resident.applicationId), appends);
      const numbered = await resident.billNumber();
      expect(await resident.bill(context)).toMatchObject({
        repeated: true,
        answer: { fees: { bill: { billNumber: numbered } } },
      });
      expect(await resident.billNumber()).toMatch(/^[1-9]\d{12}$/);
    }
  });

  it('is one bill when it is asked for many times at once', async () => {
    const resident = await drafted();
    const bills = await Promise.all(Array.from({ length: 5 }, () => resident.bill()));
    const numbers = bills.map((bill) => bill.kind === 'done' && bill.answer.fees.bill?.billNumber);
    expect(new Set(numbers)).toEqual(new Set([await resident.billNumber()]));
    expect((await resident.fees()).formerBills.size).toBe(0);
  });

  it('is replaced when the period changes, whatever revision an If-Match names', async () => {
    const resident = await drafted();
    await resident.bill();
    const first = await resident.billNumber();
    await resident.details(24);
    const pinned = 0n as never; // the ledger's revision by chance; the caller means the application's
    expect(await resident.bill(resident.by({ pinned }))).toMatchObject({ kind: 'done' });
    expect(await resident.billNumber()).not.toBe(first);
    expect([...(await resident.fees()).formerBills]).toEqual([[first, true]]);
  });
});

describe('a payment', () => {
  const office = openOffice();
  const billed = async () => {
    const resident = new Resident(office(), 1);
    await resident.start();
    await resident.details();
    await resident.bill();
    return resident;
  };

  it('told twice is one payment, by one command or by two', async () => {
    const resident = await billed();
    await resident.pay(FEE, 'P-1', { commandId: '6f0c1f0e-8f4b-5d63-9f3a-0d6a3b1f2c11' });
    const again = { commandId: '6f0c1f0e-8f4b-5d63-9f3a-0d6a3b1f2c11' };
    expect(await resident.pay(FEE, 'P-1', again)).toMatchObject({ repeated: true });
    expect(await resident.pay(FEE, 'P-1')).toMatchObject({ kind: 'done' });
    expect((await resident.fees()).payments.size).toBe(1);
    expect(await resident.pay(1, 'P-1')).toMatchObject({ refusal: { code: 'payment-id-reused' } });
  });

  it('in two parts pays the bill', async () => {
    const resident = await billed();
    await resident.pay(15_000);
    expect(outstanding(await resident.fees())).toBe(50_000);
    await resident.pay(50_000);
    expect((await resident.fees()).payments.values()).toMatchObject([{ met: 'partly' }, { met: 'exactly' }]);
  });

  it('for a number of no bill is kept', async () => {
    const payment = {
      billNumber: '4203910118234',
      paymentId: 'P-9',
      amount: FEE as Halalas,
      paidAt: office().now,
    };
    expect(await office().run(new RecordPayment(sadad(office()), payment))).toMatchObject({
      kind: 'done',
      answer: {},
    });
    const again = await office().run(new RecordPayment(sadad(office()), payment));
    expect(again).toMatchObject({ kind: 'done', position: undefined });
    expect(await office().log.history({ category: 'bill', id: payment.billNumber })).toHaveLength(1);
  });

  it('whose outcome is unknown stops billing until it is found, or found not to be', async () => {
    const resident = await billed();
    const billNumber = await resident.billNumber();
    const unknown = () => office().run(new ReportPaymentUnknown(sadad(office()), billNumber));
    expect(await unknown()).toMatchObject({
      kind: 'done',
      answer: { applicationId: resident.applicationId },
    });
    await resident.details(24);
    expect(await resident.bill()).toMatchObject({ refusal: { code: 'payment-outcome-unknown' } });

    const nothing = { found: false, billNumber } as const;
    await office().run(new ReconcilePayment(sadad(office()), nothing));
    expect((await resident.fees()).outcomeUnknown).toBeUndefined();
    await unknown();
    const payment = { billNumber, paymentId: 'P-1', amount: FEE as Halalas, paidAt: office().now };
    await office().run(new ReconcilePayment(sadad(office()), { found: true, ...payment }));
    await office().run(new RecordPayment(sadad(office()), payment)); // SADAD's own notification, late
    const { outcomeUnknown, payments } = await resident.fees();
    expect(outcomeUnknown).toBeUndefined();
    expect(payments.values()).toMatchObject([{ paymentId: 'P-1', amount: FEE }]);
    const stranger = new ReportPaymentUnknown(sadad(office()), '4203910118234');
    expect(await office().run(stranger)).toMatchObject({ refusal: { code: 'bill-not-found' } });
  });
});

describe('a refund', () => {
  const office = openOffice();
  const prepared = async () => {
    const resident = new Resident(office(), 1);
    await resident.prepare();
    return resident;
  };
  const ask = (resident: Resident, of?: RefundOf) =>
    office().run(new RequestRefund(resident.by({ pinned: 7n as never }), resident.applicationId, of));
  const told = (notice: RefundNotice) => office().run(new RecordRefund(sadad(office()), notice));

  it('of a paid draft is what its bill does not need; the draft stays paid', async () => {
    const resident = await prepared();
    expect(await ask(resident)).toMatchObject({ refusal: { code: 'fee-in-use' } });
    await resident.pay(FEE, 'P-again');
    expect(await ask(resident)).toMatchObject({ kind: 'done' });
    expect((await resident.fees()).refund).toMatchObject({ kind: 'pending', amount: FEE });
    expect(await resident.submit()).toMatchObject({ kind: 'done' });
  });

  it('of everything in a draft is given when it is asked for, and the fee has to be paid anew', async () => {
    const resident = await prepared();
    expect(await ask(resident, 'everything')).toMatchObject({ kind: 'done' });
    expect(await resident.submit()).toMatchObject({
      refusal: { code: 'submission-incomplete', details: [{ code: 'payment-missing' }] },
    });
  });

  it('of a submitted case never takes the fee away, even before it is set aside', async () => {
    const resident = await prepared();
    await resident.submit();
    expect(await ask(resident, 'everything')).toMatchObject({ refusal: { code: 'fee-in-use' } });
    expect(await ask(resident, 'excess')).toMatchObject({ refusal: { code: 'nothing-to-refund' } });
    expect(await resident.reserve()).toMatchObject({ kind: 'done' });
    expect(await ask(resident)).toMatchObject({ refusal: { code: 'nothing-to-refund' } });
  });

  it('of a withdrawn case is everything, and the bank’s word ends it: paid back once, or available again', async () => {
    const resident = await prepared();
    await resident.submit();
    await resident.reserve();
    await office().run(new WithdrawApplication(resident.by(), resident.applicationId));
    await resident.release();
    const billNumber = await resident.billNumber();
    expect(await told({ billNumber, outcome: 'refunded', reference: 'R-0' })).toMatchObject({
      refusal: { code: 'no-refund-pending' },
    });
    expect(await ask(resident)).toMatchObject({ kind: 'done' });
    await told({ billNumber, outcome: 'failed', reference: 'R-0', reason: 'account-closed' });
    expect(available(await resident.fees())).toBe(FEE);
    await ask(resident);
    await told({ billNumber, outcome: 'refunded', reference: 'R-1' });
    await told({ billNumber, outcome: 'refunded', reference: 'R-1' });
    expect([...(await resident.fees()).refunds]).toEqual([['R-1', FEE]]);
    expect(available(await resident.fees())).toBe(0);
    const nobody = { billNumber: '4203910118234', outcome: 'refunded', reference: 'R-2' } as const;
    expect(await told(nobody)).toMatchObject({ refusal: { code: 'bill-not-found' } });
  });
});
