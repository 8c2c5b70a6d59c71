import { afterAll, beforeAll, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isStarted } from '#domain/application/application.js';
import { dayInRiyadh } from '#domain/calendar/day.js';
import { ConfirmHolder } from '../review/confirm-holder.js';
import { ClaimReview, DecideReview } from '../review/review.js';
import { Newcomer } from '../testing/newcomer.js';
import { Office, OFFICER, SYSTEM } from '../testing/office.js';
import { Resident } from '../testing/resident.js';
import { IssueIdentity } from './issue-identity.js';

let office: Office;
beforeAll(async () => {
  office = await Office.open();
});
afterAll(() => office.close());

/** The holder of a number (0) and two whom passports gives it to. */
function people(n: number): readonly Resident[] {
  return [new Resident(office, n), new Newcomer(office, 2 * n, n), new Newcomer(office, 2 * n + 1, n)];
}

const officers = () => office.by(OFFICER);

const ACTIONS = {
  send: async (of: Resident) => {
    if (of.applicationId !== '') return;
    await of.start();
    if (of.applicationId === '') return;
    await of.facts();
    await of.details();
    for (const kind of ['passport-copy', 'photo'] as const) await of.document(kind);
    await of.bill();
    if ((await of.fees()).bill !== undefined) await of.pay();
    await of.declare();
    await of.submit();
    await of.reserve();
    await of.screen();
  },
  screen: (of: Resident) => of.screen(),
  issue: async (of: Resident) => {
    await of.issue();
    await of.releaseSlot();
  },
  cutOff: (of: Resident) => office.cutOff(new IssueIdentity(office.by(SYSTEM), of.applicationId), 2),
  cutOffLater: (of: Resident) => office.cutOff(new IssueIdentity(office.by(SYSTEM), of.applicationId), 4),
  claim: (of: Resident) => office.run(new ClaimReview(officers(), of.applicationId)),
  confirm: (of: Resident) =>
    office.run(new ConfirmHolder(officers(), of.applicationId, 'returned-with-old-number')),
  approve: (of: Resident) =>
    office.run(new DecideReview(officers(), of.applicationId, 'approve', 'documents-agree')),
  leave: async (of: Resident) => {
    office.pass({ ms: 1 });
    await office.tell(of.subject, 'residency-status-changed', { status: 'final-exit' });
    await of.reconsider();
  },
} as const;

const NAMES = Object.keys(ACTIONS) as (keyof typeof ACTIONS)[];
// Whole ways are too rare by chance alone.
const WAYS: readonly (readonly (keyof typeof ACTIONS)[])[] = [
  ['send', 'issue'],
  ['send', 'cutOff'],
  ['send', 'claim', 'confirm', 'approve', 'issue'],
  ['send', 'claim', 'approve', 'issue'],
];

it('whatever is done, one number has one identity that runs, and nobody’s gives way without a decision', async () => {
  let n = 500;
  const step = fc.record({
    who: fc.nat(2),
    names: fc.oneof(
      fc.constantFrom(...NAMES).map((name) => [name]),
      { weight: 2, arbitrary: fc.constantFrom(...WAYS) },
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
      n += 1;
      const all = people(n);
      for (const { who, names } of steps) {
        const one = all[who];
        for (const name of names)
          if (one !== undefined && (name === 'send' || one.applicationId !== '')) await ACTIONS[name](one);
      }
      const cases = all.filter(({ applicationId }) => applicationId !== '');
      // What was cut off is finished.
      for (const one of cases) if ((await one.application()).phase === 'issued') await one.issue();
      const credentials = await Promise.all(cases.map((one) => one.credential()));
      const today = dayInRiyadh(office.now);
      const running = credentials.filter(
        (one) =>
          (one.phase === 'active' || one.phase === 'suspended') && one.issue.validUntil.gregorian >= today,
      );
      expect(running.length).toBeLessThanOrEqual(1);
      for (const [at, credential] of credentials.entries()) {
        if (credential.phase !== 'superseded') continue;
        const by = cases.find(({ credentialId }) => credentialId === credential.by);
        const state = await by?.application();
        const decided = state !== undefined && isStarted(state) ? state.confirmedHolder : undefined;
        expect([by?.subject, decided]).toContain(all[0]?.subject);
        expect(by).not.toBe(cases[at]);
      }
    }),
    { numRuns: 15 },
  );
}, 60_000);
