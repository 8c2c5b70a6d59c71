import type { Actor } from '#domain/kernel/actor.js';
import { describe, expect, it, jest } from '@jest/globals';
import { LapseApplication } from '../application/end-application.js';
import { RequestRefund } from '../fees/request-refund.js';
import { RepairSlot } from '../slot/repair-slot.js';
import { OFFICER, OTHER_OFFICER, SYSTEM } from '../testing/office.js';
import { openOffice } from '../testing/open-office.js';
import { iqamaNumber } from '#domain/testing/people.js';
import { Resident } from '../testing/resident.js';
import { ProvideInformation, RequestInformation } from './information.js';
import { ReopenApplication } from './reopen-application.js';
import { ClaimReview, DecideReview, ReleaseReview } from './review.js';

// Every step is durable: a busy disk is slow.
jest.setTimeout(30_000);

describe('review by officers', () => {
  const office = openOffice();

  /** Referred: an appeal against an absence report has not been decided. */
  const referred = async () => {
    const resident = new Resident(office(), 1);
    await resident.facts();
    await office().tell(resident.subject, 'absence-reported', { reportId: 'r1' });
    await office().tell(resident.subject, 'absence-appealed', { reportId: 'r1' });
    await resident.prepare();
    await resident.submit();
    await resident.reserve();
    await resident.screen();
    expect(await resident.application()).toMatchObject({ phase: 'in-review' });
    return resident;
  };
  const claim = (of: Resident, by = OFFICER) =>
    office().run(new ClaimReview(office().by(by), of.applicationId));
  const decide = (of: Resident, decision: 'approve' | 'reject', by: Actor = OFFICER) =>
    office().run(new DecideReview(office().by(by), of.applicationId, decision, 'documents-agree'));
  const reopenCommand = (of: Resident, by: Actor = OTHER_OFFICER) =>
    new ReopenApplication(office().by(by), of.applicationId, 'new-evidence');
  const rejected = async () => {
    const resident = await referred();
    await claim(resident);
    await decide(resident, 'reject');
    await resident.release();
    await resident.releaseSlot();
    office().pass({ ms: 1_000 });
    return resident;
  };

  it('is one officer’s at a time, who decides; an approval is issued', async () => {
    const resident = await referred();
    expect(await decide(resident, 'approve')).toMatchObject({ refusal: { code: 'not-claimed' } });
    await claim(resident);
    expect(await claim(resident, OTHER_OFFICER)).toMatchObject({ refusal: { code: 'claimed-by-another' } });
    await office().run(new ReleaseReview(office().by(OFFICER), resident.applicationId));
    await claim(resident, OTHER_OFFICER);
    expect(await decide(resident, 'approve', OTHER_OFFICER)).toMatchObject({ kind: 'done' });
    expect(await resident.issue()).toMatchObject({ kind: 'done' });
    expect(await resident.credential()).toMatchObject({ phase: 'active' });
  });

  it('is nobody’s in a case of their own, under whichever number, nor of a person they sponsor', async () => {
    const resident = await referred();
    const { subjects } = office();
    const as = (identity: Parameters<typeof subjects.of>[0], id = 'noura'): Actor => ({
      kind: 'officer',
      id,
      person: subjects.of(identity),
    });
    const own = as(`iqama:${iqamaNumber(1)}`);
    expect(await claim(resident, own)).toMatchObject({ refusal: { code: 'own-case' } });
    await office().tell(resident.subject, 'sponsorship-changed', { sponsorNumber: '1045678909' });
    const sponsor = as('citizen:1045678909');
    expect(await claim(resident, sponsor)).toMatchObject({ refusal: { code: 'sponsors-applicant' } });

    const stranger = as('citizen:1098765439');
    expect(await claim(resident, stranger)).toMatchObject({ kind: 'done' });
    const ask = (by: Actor) =>
      office().run(
        new RequestInformation(office().by(by), resident.applicationId, 'passport-copy-unreadable'),
      );
    for (const partial of [own, sponsor]) {
      const { code } = { code: partial === own ? 'own-case' : 'sponsors-applicant' };
      expect(await ask(partial)).toMatchObject({ refusal: { code } });
      expect(await decide(resident, 'approve', partial)).toMatchObject({ refusal: { code } });
    }
    expect(await decide(resident, 'reject', stranger)).toMatchObject({ kind: 'done' });
    for (const [partial, code] of [
      [as(`iqama:${iqamaNumber(1)}`, 'faisal'), 'own-case'],
      [as('citizen:1045678909', 'faisal'), 'sponsors-applicant'],
    ] as const) {
      expect(await office().run(reopenCommand(resident, partial))).toMatchObject({ refusal: { code } });
    }
    expect(await office().run(reopenCommand(resident, as('citizen:1075319028', 'faisal')))).toMatchObject({
      kind: 'done',
    });
  });

  it('is not the sponsor’s whom the application names, nor that of the number a first issue will bring', async () => {
    const resident = new Resident(office(), 1, 'issue');
    await resident.facts();
    await office().tell(resident.subject, 'absence-reported', { reportId: 'r1' });
    await office().tell(resident.subject, 'absence-appealed', { reportId: 'r1' });
    await resident.prepare({ sponsorNumber: iqamaNumber(77) });
    await resident.submit();
    await resident.reserve();
    await resident.screen();
    expect(await resident.application()).toMatchObject({ phase: 'in-review' });
    const as = (n: number): Actor => ({
      kind: 'officer',
      id: 'noura',
      person: office().subjects.of(`iqama:${iqamaNumber(n)}`),
    });
    expect(await claim(resident, as(77))).toMatchObject({ refusal: { code: 'sponsors-applicant' } });
    expect(await claim(resident, as(1))).toMatchObject({ refusal: { code: 'own-case' } });
    expect(await claim(resident, as(78))).toMatchObject({ kind: 'done' });
  });

  it('is not for whoever owns or represents the establishment that sponsors the person', async () => {
    const resident = await referred();
    await office().tell(resident.subject, 'sponsorship-changed', { sponsorNumber: '7001234567' });
    const owning = (...numbers: readonly string[]) =>
      new ClaimReview(
        office().by(OFFICER, {
          establishments: numbers.map((number) => office().subjects.of(`establishment:${number}`)),
        }),
        resident.applicationId,
      );
    expect(await office().run(owning('7009999999', '7001234567'))).toMatchObject({
      refusal: { code: 'sponsors-applicant' },
    });
    expect(await office().run(owning('7009999999'))).toMatchObject({ kind: 'done' });
  });

  it('is nobody’s who is no person', async () => {
    const resident = await referred();
    await expect(claim(resident, { kind: 'officer', id: 'noura' })).rejects.toThrow('no person');
  });

  it('is for officers', async () => {
    const resident = await referred();
    const byApplicant = new ClaimReview(resident.by(), resident.applicationId);
    await expect(office().run(byApplicant)).rejects.toThrow("a review is an officer's");
  });

  it('may ask the applicant, who answers in time; the case is the same officer’s again', async () => {
    const resident = await referred();
    const ask = () =>
      office().run(
        new RequestInformation(office().by(OFFICER), resident.applicationId, 'passport-copy-unreadable'),
      );
    expect(await ask()).toMatchObject({ refusal: { code: 'not-claimed' } });
    await claim(resident);
    expect(await resident.document('passport-copy')).toMatchObject({
      refusal: { code: 'application-not-editable' },
    });
    await ask();
    expect(await resident.document('passport-copy')).toMatchObject({ kind: 'done' });
    const answer = () => office().run(new ProvideInformation(resident.by(), resident.applicationId));
    expect(await answer()).toMatchObject({ kind: 'done' });
    expect(await answer()).toMatchObject({ kind: 'done', position: undefined });
    await resident.screen();
    expect(await resident.application()).toMatchObject({ phase: 'in-review', claimedBy: 'noura' });
    const stranger = new ProvideInformation(new Resident(office(), 2).by(), resident.applicationId);
    expect(await office().run(stranger)).toMatchObject({ refusal: { code: 'application-not-found' } });
  });

  it('lapses when the applicant does not answer within 14 days', async () => {
    const resident = await referred();
    await claim(resident);
    await office().run(
      new RequestInformation(office().by(OFFICER), resident.applicationId, 'letter-missing'),
    );
    const lapse = () => office().run(new LapseApplication(office().by(SYSTEM), resident.applicationId));
    office().pass({ days: 14, ms: -1 });
    await lapse();
    expect(await resident.application()).toMatchObject({ phase: 'in-review' });
    office().pass({ ms: 1 });
    await lapse();
    expect(await resident.application()).toMatchObject({ phase: 'lapsed' });
  });

  describe('reopened', () => {
    it('takes four eyes, the slot and the fee', async () => {
      const resident = await rejected();
      expect(await office().run(reopenCommand(resident, OFFICER))).toMatchObject({
        refusal: { code: 'four-eyes' },
      });
      expect((await resident.slot()).taken).toBeUndefined();
      expect(await office().run(reopenCommand(resident))).toMatchObject({ kind: 'done' });
      expect((await resident.slot()).taken).toMatchObject({ applicationId: resident.applicationId });
      expect(await new Resident(office(), 1).start()).toMatchObject({ kind: 'refused' });
      await resident.reserve();
      expect((await resident.fees()).commitment).toMatchObject({ kind: 'reserved' });
      expect(await claim(resident, OFFICER)).toMatchObject({ refusal: { code: 'four-eyes' } });
      await claim(resident, OTHER_OFFICER);
      await decide(resident, 'approve', OTHER_OFFICER);
      expect(await resident.issue()).toMatchObject({ kind: 'done' });
    });

    it('is refused while the person has another open application, unless that one has ended', async () => {
      const resident = await rejected();
      const other = new Resident(office(), 1);
      await other.start();
      expect(await office().run(reopenCommand(resident))).toMatchObject({
        refusal: { code: 'open-application-exists' },
      });
      office().pass({ days: 30 });
      await office().run(new LapseApplication(office().by(SYSTEM), other.applicationId));
      expect(await office().run(reopenCommand(resident))).toMatchObject({ kind: 'done' });
    });

    it('is refused after a newer issue: nothing is issued or charged again, and the money can go back', async () => {
      const old = await rejected();
      await office().tell(old.subject, 'appeal-decided', { reportId: 'r1', outcome: 'upheld' });
      const newer = new Resident(office(), 1);
      await newer.issued();
      expect(await office().run(reopenCommand(old))).toMatchObject({ refusal: { code: 'issued-since' } });
      expect(await old.application()).toMatchObject({ phase: 'rejected' });
      expect(await old.credential()).toEqual({ phase: 'none' });
      expect(await old.slot()).toMatchObject({
        taken: undefined,
        held: { credentialId: newer.credentialId },
      });
      expect(await office().run(new RequestRefund(old.by(), old.applicationId))).toMatchObject({
        kind: 'done',
      });
      expect((await old.fees()).refund).toMatchObject({ kind: 'pending', amount: 65_000 });
    });

    it('has to be paid again when the money went back', async () => {
      const resident = await rejected();
      await office().run(new RequestRefund(resident.by(), resident.applicationId));
      await office().run(reopenCommand(resident));
      expect(await resident.reserve()).toMatchObject({ refusal: { code: 'fee-not-paid' } });
      await resident.screen();
      await claim(resident, OTHER_OFFICER);
      expect(await decide(resident, 'approve', OTHER_OFFICER)).toMatchObject({
        refusal: { code: 'conditions-open', details: [{ at: 'fees-paid' }] },
      });
      await resident.pay(65_000, 'P-again');
      await resident.screen();
      expect(await decide(resident, 'approve', OTHER_OFFICER)).toMatchObject({ kind: 'done' });
      expect(await resident.issue()).toMatchObject({ kind: 'done' });
      expect((await resident.fees()).commitment).toEqual({ kind: 'consumed', amount: 65_000 });
    });

    it('takes back an approval that has not been issued, and keeps slot and fee', async () => {
      const resident = await referred();
      await claim(resident);
      await decide(resident, 'approve');
      expect(await office().run(reopenCommand(resident))).toMatchObject({ kind: 'done' });
      expect(await resident.issue()).toMatchObject({ refusal: { code: 'application-not-approved' } });
      expect((await resident.slot()).taken).toMatchObject({ applicationId: resident.applicationId });
    });

    it('is not possible for what an officer did not decide, or for what does not exist', async () => {
      const resident = new Resident(office(), 1);
      await resident.approved();
      expect(await office().run(reopenCommand(resident))).toMatchObject({
        refusal: { code: 'not-an-officers-decision' },
      });
      expect(await office().run(reopenCommand(new Resident(office(), 2)))).toMatchObject({
        refusal: { code: 'application-not-found' },
      });
    });

    it('cut off after the slot goes on with the same command; a start meanwhile waits', async () => {
      const resident = await rejected();
      const command = reopenCommand(resident);
      await office().cutOff(command, 1);
      expect((await resident.slot()).taken).toBeDefined();
      expect(await new Resident(office(), 1).start()).toMatchObject({ kind: 'refused' });
      expect(await office().run(command)).toMatchObject({ kind: 'done' });
      expect(await resident.application()).toMatchObject({ phase: 'in-review' });
    });

    it('cut off for good gives the slot back; the command that comes again later takes it again', async () => {
      const resident = await rejected();
      const command = reopenCommand(resident);
      const check = () => office().run(new RepairSlot(office().by(SYSTEM), resident.subject));
      for (let time = 0; time < 2; time += 1) {
        await office().cutOff(command, 1);
        expect((await resident.slot()).taken).toBeDefined();
        office().pass({ ms: 60_000 });
        await check();
        expect((await resident.slot()).taken).toBeUndefined();
      }
      expect(await office().run(command)).toMatchObject({ kind: 'done' });
      expect((await resident.slot()).taken).toMatchObject({ applicationId: resident.applicationId });
    });
  });
});
