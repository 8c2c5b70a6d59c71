import { describe, expect, it, jest } from '@jest/globals';
import { addDays, addMonths, dayInRiyadh } from '#domain/calendar/day.js';
import { ScreenApplication } from '../screening/screen-application.js';
import { ClaimReview, DecideReview } from '../review/review.js';
import { type Office, OFFICER, SYSTEM } from '../testing/office.js';
import { openOffice } from '../testing/open-office.js';
import { Resident } from '../testing/resident.js';
import { IssueIdentity } from './issue-identity.js';
import { RequestRefund } from '../fees/request-refund.js';
import { streams } from '../streams.js';
import { personOf } from '../person-of.js';

const issuing = (office: Office, of: Resident) => new IssueIdentity(office.by(SYSTEM), of.applicationId);

async function eventsOf(office: Office, of: Parameters<Office['log']['history']>[0]): Promise<string[]> {
  return (await office.log.history(of)).map(({ event }) => event.type);
}

// Every step is durable: a busy disk is slow.
jest.setTimeout(30_000);

describe('issuing', () => {
  const office = openOffice();

  it('spends the fee, makes the credential, hands it over and frees the slot', async () => {
    const resident = new Resident(office(), 1);
    await resident.issued();
    expect(await resident.application()).toMatchObject({ phase: 'issued' });
    expect((await resident.fees()).commitment).toEqual({ kind: 'consumed', amount: 65_000 });
    expect(await resident.credential()).toMatchObject({ phase: 'active' });
    expect(await resident.slot()).toMatchObject({
      taken: undefined,
      held: { credentialId: resident.credentialId },
    });
  });

  it('ends the same wherever it was cut off and begun again, by the same command or another', async () => {
    const whole = new Resident(office(), 100);
    await whole.issued();
    const reference = office();
    const streamsOf = (resident: Resident) => [
      streams.application(resident.applicationId),
      streams.fees(resident.applicationId),
      streams.credential(resident.credentialId, resident.applicationId),
      streams.slot(resident.subject),
    ];
    const expected = await Promise.all(streamsOf(whole).map((of) => eventsOf(reference, of)));
    for (let appends = 0; appends <= 5; appends += 1) {
      const resident = new Resident(office(), appends);
      await resident.approved();
      await office().cutOff(issuing(office(), resident), appends);
      const command = issuing(office(), resident);
      expect(await office().runTwice(command, appends % 2)).toMatchObject({ kind: 'done' });
      await resident.issue();
      await resident.releaseSlot();
      await resident.issue();
      const found = await Promise.all(streamsOf(resident).map((of) => eventsOf(office(), of)));
      expect(found).toEqual(expected);
    }
  });

  it('keeps the slot until the credential is handed over, so that nobody renews what is not there', async () => {
    const resident = new Resident(office(), 1);
    await resident.approved();
    await office().cutOff(issuing(office(), resident), 1);
    expect(await resident.application()).toMatchObject({ phase: 'issued' });
    expect(await resident.releaseSlot()).toMatchObject({ refusal: { code: 'application-open' } });
    office().pass({ days: 1 });
    expect(await new Resident(office(), 1).start()).toMatchObject({ kind: 'refused' });
    await resident.issue();
    expect(await new Resident(office(), 1).start()).toMatchObject({ kind: 'done' });
  });

  it('a renewal supersedes what was held before; the earlier issue, repeated late, changes nothing', async () => {
    const first = new Resident(office(), 1);
    await first.issued();
    office().pass({ days: 380 });
    const renewal = new Resident(office(), 1);
    await renewal.issued();
    expect(await first.credential()).toMatchObject({ phase: 'superseded', by: renewal.credentialId });
    const before = await office().store.lastPosition();
    await first.issue();
    await renewal.issue();
    expect(await office().store.lastPosition()).toBe(before);
    expect(await renewal.credential()).toMatchObject({
      phase: 'active',
      issue: { supersedes: first.credentialId },
    });
  });

  it('a second renewal straight after one is too early: it goes on from what was issued', async () => {
    const first = new Resident(office(), 1);
    await first.issued();
    const second = new Resident(office(), 1);
    await second.prepare();
    await second.submit();
    await second.reserve();
    await second.screen();
    expect(await second.application()).toMatchObject({ phase: 'rejected', reason: 'renewal-too-early' });
    expect(await second.credential()).toEqual({ phase: 'none' });
  });

  it('a renewal goes on from the credential held when passports has not heard of it', async () => {
    const first = new Resident(office(), 1);
    await first.issued();
    const one = await first.credential();
    office().pass({ days: 300 });
    const second = new Resident(office(), 1);
    await second.prepare();
    await second.submit();
    await second.reserve();
    await office().tell(second.subject, 'insurance-changed', {
      active: true,
      validUntil: addDays(dayInRiyadh(office().now), 300),
    });
    await second.screen();
    await second.issue();
    const until = one.phase === 'none' ? undefined : one.issue.validUntil.gregorian;
    if (until === undefined) throw new Error('nothing was issued');
    expect(await second.credential()).toMatchObject({
      issue: { validUntil: { gregorian: addMonths(until, 12) }, supersedes: first.credentialId },
    });
  });

  it('counts a late renewal of its own: the next one is late again, though passports counts none', async () => {
    const late = async () => {
      const resident = new Resident(office(), 1);
      await resident.facts(addDays(dayInRiyadh(office().now), -10));
      await resident.start();
      await resident.details();
      await resident.document('passport-copy');
      await resident.document('photo');
      await resident.bill();
      const { bill } = await resident.fees();
      await resident.pay(bill?.quote.total ?? 0, resident.applicationId);
      await resident.declare();
      await resident.submit();
      await resident.reserve();
      await resident.screen();
      await resident.issue();
      await resident.releaseSlot();
      return { lines: bill?.quote.lines.slice(1), credential: await resident.credential() };
    };
    expect(await late()).toMatchObject({
      lines: [{ code: 'late-renewal', amount: 50_000 }],
      credential: { issue: { lateRenewals: 1 } },
    });
    office().pass({ days: 400 });
    expect(await late()).toMatchObject({
      lines: [{ code: 'late-renewal', amount: 100_000 }],
      credential: { issue: { lateRenewals: 2 } },
    });
  });

  it('a renewal leaves no moment without a credential: the new one is there before the old one ends', async () => {
    const first = new Resident(office(), 1);
    await first.issued();
    office().pass({ days: 380 });
    for (let appends = 0; appends <= 6; appends += 1) {
      const renewal = new Resident(office(), 1);
      if (appends === 0) await renewal.approved();
      else renewal.applicationId = (await first.slot()).taken?.applicationId ?? renewal.applicationId;
      await office().cutOff(issuing(office(), renewal), 1);
      const held = [await first.credential(), await renewal.credential()];
      expect(held.filter(({ phase }) => phase === 'active').length).toBeGreaterThanOrEqual(1);
    }
    expect(await first.credential()).toMatchObject({ phase: 'superseded' });
  });

  it('looks at what became known after the approval first', async () => {
    const resident = new Resident(office(), 1);
    await resident.approved();
    await office().tell(resident.subject, 'absence-reported', { reportId: 'r1' });
    expect(await resident.issue()).toMatchObject({ refusal: { code: 'application-not-approved' } });
    expect(await resident.application()).toMatchObject({ phase: 'screening' });
    await office().tell(resident.subject, 'absence-cancelled', { reportId: 'r1' });
    await resident.screen();
    expect(await resident.issue()).toMatchObject({ kind: 'done' });
  });

  it('hands an approval that cannot be issued, the person having been erased, to an officer, who ends it', async () => {
    const resident = new Resident(office(), 1);
    await resident.approved();
    await office().log.erase(resident.subject);
    expect(await resident.issue()).toMatchObject({ refusal: { code: 'personal-data-erased' } });
    expect(await resident.application()).toMatchObject({
      phase: 'in-review',
      reasons: ['personal-data-erased'],
    });
    expect(await resident.issue()).toMatchObject({ refusal: { code: 'application-not-approved' } });
    await office().run(new ClaimReview(office().by(OFFICER), resident.applicationId));
    const reject = new DecideReview(office().by(OFFICER), resident.applicationId, 'reject', 'erased');
    expect(await office().run(reject)).toMatchObject({ kind: 'done' });
  });

  it('sets aside a fee that was not there at submission and has come since', async () => {
    const resident = new Resident(office(), 1);
    await resident.facts();
    await resident.prepare();
    const refund = new RequestRefund(resident.by(), resident.applicationId, 'everything');
    const [submitted] = await Promise.all([resident.submit(), office().run(refund)]);
    expect(submitted).toMatchObject({ kind: 'done' });
    await resident.reserve();
    if ((await resident.fees()).commitment.kind === 'none') {
      await resident.screen();
      expect(await resident.application()).toMatchObject({ phase: 'action-required' });
      await resident.pay(65_000, 'P-anew');
    }
    await resident.screen();
    expect(await resident.issue()).toMatchObject({ kind: 'done' });
    expect((await resident.fees()).commitment).toEqual({ kind: 'consumed', amount: 65_000 });
  });

  it('does not issue what was never submitted or approved', async () => {
    const resident = new Resident(office(), 1);
    await resident.prepare();
    expect(await resident.issue()).toMatchObject({ refusal: { code: 'application-not-approved' } });
    const screen = new ScreenApplication(office().by(SYSTEM), resident.applicationId);
    expect(await office().run(screen)).toMatchObject({ refusal: { code: 'application-not-submitted' } });
  });
});

describe('a first issue', () => {
  const office = openOffice();
  const arrived = async () => {
    const resident = new Resident(office(), 1, 'issue');
    await resident.issued();
    return resident;
  };

  it('belongs to the iqama number from then on; what was told under the border number still counts', async () => {
    const resident = await arrived();
    expect(await resident.credential()).toMatchObject({
      issue: { subject: resident.renewing.subject },
    });
    expect(await eventsOf(office(), streams.resident(resident.renewing.subject))).toEqual([
      'FormerSubjectLinked',
    ]);
    expect(await resident.renewing.slot()).toMatchObject({ held: { credentialId: resident.credentialId } });

    office().pass({ days: 300 });
    const renewal = resident.renewing;
    const soon = addDays(dayInRiyadh(office().now), 40);
    await office().tell(renewal.subject, 'residency-status-changed', { status: 'valid', validUntil: soon });
    await renewal.prepare();
    await renewal.submit();
    await renewal.screen();
    // Passport and account are known from the file under the border number.
    const { board } = (await renewal.application()) as unknown as { board: Record<string, object> };
    expect(board).toMatchObject({
      'passport-current': { state: 'satisfied' },
      'account-active': { state: 'satisfied' },
    });
  });

  it('is one person under both numbers, whichever is asked for', async () => {
    const resident = await arrived();
    const both = new Set([resident.subject, resident.renewing.subject]);
    for (const subject of both)
      expect(new Set((await personOf(office().log, subject)).subjects)).toEqual(both);
    const other = new Resident(office(), 2).subject;
    expect(await personOf(office().log, other)).toEqual({ subject: other, subjects: [other] });
  });

  it('is suspended by an absence report under either number, and reinstated when it is cancelled', async () => {
    const resident = await arrived();
    for (const told of [resident, resident.renewing]) {
      const reportId = `report ${told.service}`;
      await office().tell(told.subject, 'absence-reported', { reportId });
      await told.reconsider();
      expect(await resident.credential()).toMatchObject({
        phase: 'suspended',
        grounds: [{ ground: { kind: 'absence-reported' } }],
      });
      await office().tell(told.subject, 'absence-cancelled', { reportId });
      await told.reconsider();
      expect(await resident.credential()).toMatchObject({ phase: 'active' });
    }
  });

  it('ends the same wherever it was cut off', async () => {
    for (let appends = 1; appends <= 8; appends += 1) {
      const resident = new Resident(office(), appends, 'issue');
      await resident.approved();
      await office().cutOff(issuing(office(), resident), appends);
      expect(await resident.issue()).toMatchObject({ kind: 'done' });
      const held = { credentialId: resident.credentialId };
      expect([(await resident.slot()).held, (await resident.renewing.slot()).held]).toMatchObject([
        held,
        held,
      ]);
    }
  });
});
