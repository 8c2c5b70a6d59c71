import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isClosed, isStarted } from '#domain/application/application.js';
import { available, consumed, receivedFunds, refunded, refundPending, reserved } from '#domain/fees/fees.js';
import { WithdrawApplication } from './application/end-application.js';
import { RecordRefund } from './fees/refund-outcome.js';
import { RequestRefund } from './fees/request-refund.js';
import { IssueIdentity } from './issuing/issue-identity.js';
import { ReopenApplication } from './review/reopen-application.js';
import { ClaimReview, DecideReview } from './review/review.js';
import { RepairSlot } from './slot/repair-slot.js';
import { Office, OFFICER, OTHER_OFFICER, SYSTEM } from './testing/office.js';
import { Resident } from './testing/resident.js';

/** One person, whatever they and the service do; `of` picks one of the applications there have been. */
class Life {
  readonly cases: Resident[] = [];
  private payments = 0;

  constructor(
    private readonly office: Office,
    readonly n: number,
  ) {}

  readonly actions = {
    start: async () => {
      const resident = new Resident(this.office, this.n);
      if ((await resident.start()).kind === 'done') this.cases.push(resident);
    },
    startCutOff: async () => {
      const resident = new Resident(this.office, this.n);
      const command = resident.startCommand();
      await this.office.cutOff(command, 1);
      if ((await resident.start(command)).kind === 'done') this.cases.push(resident);
    },
    fill: async (of: Resident) => {
      await of.details();
      for (const kind of ['passport-copy', 'photo'] as const) await of.document(kind);
      await of.bill();
      await of.declare();
    },
    pay: async (of: Resident) => {
      if ((await of.fees()).bill === undefined) return;
      this.payments += 1;
      for (let told = 0; told < 2; told += 1) await of.pay(65_000, `P-${this.payments}`);
    },
    payPart: async (of: Resident) => {
      if ((await of.fees()).bill === undefined) return;
      this.payments += 1;
      await of.pay(20_000, `P-${this.payments}`);
    },
    submit: async (of: Resident) => {
      await of.submit();
      await of.reserve();
    },
    screen: (of: Resident) => of.screen(),
    issue: (of: Resident) => of.issue(),
    issueCutOff: (of: Resident) =>
      this.office.cutOff(new IssueIdentity(this.office.by(SYSTEM), of.applicationId), 3),
    reserve: (of: Resident) => of.reserve(),
    giveBack: async (of: Resident) => {
      const application = await of.application();
      if (isClosed(application) && application.phase !== 'issued') await of.release();
      await of.releaseSlot();
    },
    withdraw: (of: Resident) => this.office.run(new WithdrawApplication(of.by(), of.applicationId)),
    refund: (of: Resident) => this.office.run(new RequestRefund(of.by(), of.applicationId, 'everything')),
    excess: (of: Resident) => this.office.run(new RequestRefund(of.by(), of.applicationId)),
    refunded: async (of: Resident) => {
      const { bill, payments } = await of.fees();
      if (bill === undefined) return;
      const sadad = this.office.by({ kind: 'service', id: 'sadad' });
      const reference = `R-${payments.size}`;
      const notice = { billNumber: bill.billNumber, outcome: 'refunded', reference } as const;
      await this.office.run(new RecordRefund(sadad, notice));
    },
    reject: async (of: Resident) => {
      await this.office.run(new ClaimReview(this.office.by(OFFICER), of.applicationId));
      await this.office.run(new DecideReview(this.office.by(OFFICER), of.applicationId, 'reject', 'no'));
    },
    reopen: (of: Resident) =>
      this.office.run(new ReopenApplication(this.office.by(OTHER_OFFICER), of.applicationId, 'again')),
    appeal: async (of: Resident) => {
      await this.office.tell(of.subject, 'absence-reported', { reportId: 'r1' });
      await this.office.tell(of.subject, 'absence-appealed', { reportId: 'r1' });
      await of.reconsider();
    },
    uphold: async (of: Resident) => {
      await this.office.tell(of.subject, 'appeal-decided', { reportId: 'r1', outcome: 'upheld' });
      await of.reconsider();
    },
    wait: async (of: Resident) => {
      this.office.pass({ ms: 61_000 });
      await this.office.run(new RepairSlot(this.office.by(SYSTEM), of.subject));
    },
  } as const;

  async act(name: keyof Life['actions'], which: number): Promise<void> {
    const of = this.cases.at(which % Math.max(1, this.cases.length)) ?? new Resident(this.office, this.n);
    if (of.applicationId === '' && !name.startsWith('start')) return;
    await this.actions[name](of);
  }

  async openApplications(): Promise<number> {
    const states = await Promise.all(this.cases.map((one) => one.application()));
    return states.filter((state) => isStarted(state) && !isClosed(state)).length;
  }

  async valid(): Promise<number> {
    const credentials = await Promise.all(this.cases.map((one) => one.credential()));
    return credentials.filter(({ phase }) => phase === 'active' || phase === 'suspended').length;
  }
}

const ACTIONS = Object.keys(new Life({} as Office, 0).actions) as (keyof Life['actions'])[];
// Whole ways to a decision are too rare by chance alone.
const WAYS: readonly (readonly (keyof Life['actions'])[])[] = [
  ['start', 'fill', 'pay', 'submit', 'screen', 'issue'],
  ['start', 'fill', 'pay', 'submit', 'screen', 'issueCutOff'],
  ['start', 'fill', 'pay', 'appeal', 'submit', 'screen', 'reject', 'giveBack'],
];

describe('whatever is done to one person’s applications', () => {
  let office: Office;
  let people = 0;
  beforeAll(async () => {
    office = await Office.open();
  });
  afterAll(() => office.close());

  it('there is one open at most, one credential at most, and no money twice', async () => {
    const step = fc.record({
      of: fc.nat(3),
      names: fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...ACTIONS).map((name) => [name]) },
        { weight: 1, arbitrary: fc.constantFrom(...WAYS) },
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        people += 1;
        const life = new Life(office, people);
        await new Resident(office, people).facts();
        for (const { of, names } of steps) {
          for (const name of names) {
            await life.act(name, names.length > 1 ? life.cases.length - 1 : of);
            expect(await life.openApplications()).toBeLessThanOrEqual(1);
          }
        }
        // What was cut off is finished, the latest first: in whatever order reactions come again.
        for (const one of life.cases.toReversed()) await one.issue();
        expect(await life.valid()).toBeLessThanOrEqual(1);
        for (const one of life.cases) {
          const fees = await one.fees();
          const { phase } = await one.application();
          const parts = [available, reserved, consumed, refundPending, refunded].map((part) => part(fees));
          expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(receivedFunds(fees));
          expect(consumed(fees)).toBe(phase === 'issued' ? 65_000 : 0);
          const paid = fees.payments.values().reduce((sum, { amount }) => sum + amount, 0);
          expect(receivedFunds(fees)).toBe(paid);
        }
      }),
      { numRuns: 12 },
    );
  }, 30_000);
});
