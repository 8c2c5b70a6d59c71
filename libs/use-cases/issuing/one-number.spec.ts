import { describe, expect, it, jest } from '@jest/globals';
import { addDays, dayInRiyadh } from '#domain/calendar/day.js';
import { residentDecider } from '#domain/resident/resident.js';
import { LookAtNumber } from '../credential/look-at-number.js';
import { personOf } from '../person-of.js';
import { ConfirmHolder } from '../review/confirm-holder.js';
import { NumberHolderOf, NumberHolderOfHandler } from '../review/number-holder-of.js';
import { ClaimReview, DecideReview } from '../review/review.js';
import { streams } from '../streams.js';
import { type Office, OFFICER, OTHER_OFFICER, SYSTEM } from '../testing/office.js';
import { openOffice } from '../testing/open-office.js';
import { Newcomer } from '../testing/newcomer.js';
import { iqamaNumber } from '#domain/testing/people.js';
import { Resident } from '../testing/resident.js';
import { IssueIdentity } from './issue-identity.js';

// Every step is durable: a busy disk is slow.
jest.setTimeout(30_000);

describe('two people with one number', () => {
  const office = openOffice();
  const run: Office['run'] = (command) => office().run(command);

  const holder = async (n = 1) => {
    const first = new Resident(office(), n);
    await first.issued();
    return first;
  };

  const newcomer = async (border = 77, n = 1) => {
    const one = new Newcomer(office(), border, n);
    await one.sent();
    return one;
  };

  const claim = (of: Resident) => run(new ClaimReview(office().by(OFFICER), of.applicationId));
  const approve = (of: Resident) =>
    run(new DecideReview(office().by(OFFICER), of.applicationId, 'approve', 'documents-agree'));
  const confirm = (of: Resident, by = OFFICER) =>
    run(new ConfirmHolder(office().by(by), of.applicationId, 'returned-with-old-number'));

  it('goes to an officer, and no approval passes over it', async () => {
    const first = await holder();
    const second = await newcomer();
    expect(await second.application()).toMatchObject({
      phase: 'in-review',
      reasons: ['number-held-by-another'],
      board: { 'valid-iqama': { state: 'failed', remedy: 'officer', owner: 'passports' } },
    });
    expect(await confirm(second)).toMatchObject({ refusal: { code: 'not-claimed' } });
    await claim(second);
    expect(await approve(second)).toMatchObject({
      refusal: { code: 'number-held', details: [{ code: 'number-held-by-another' }] },
    });
    expect(await confirm(second, OTHER_OFFICER)).toMatchObject({ refusal: { code: 'claimed-by-another' } });
    const at = office().now;
    const shown = await new NumberHolderOfHandler(office().log, office().subjects).execute(
      new NumberHolderOf({ actor: OFFICER, at }, second.applicationId),
    );
    expect(shown).toMatchObject({ state: 'active', printed: { surname: 'ERIKSSON' }, confirmed: false });
    expect(JSON.stringify(shown)).not.toContain(iqamaNumber(1));
    expect(await first.credential()).toMatchObject({ phase: 'active' });
  });

  it('who came back goes on once that is decided, and what was held gives way', async () => {
    const first = await holder();
    const second = await newcomer();
    await claim(second);
    expect(await confirm(second)).toMatchObject({ kind: 'done' });
    expect(await approve(second)).toMatchObject({ kind: 'done' });
    expect(await second.issue()).toMatchObject({ kind: 'done' });
    expect(await second.credential()).toMatchObject({
      phase: 'active',
      issue: { supersedes: first.credentialId, subject: first.subject },
    });
    expect(await first.credential()).toMatchObject({ phase: 'superseded', by: second.credentialId });
    expect(new Set((await personOf(office().log, second.subject)).subjects)).toEqual(
      new Set([first.subject, second.subject]),
    );
    expect(await first.slot()).toMatchObject({
      taken: undefined,
      held: { credentialId: second.credentialId },
    });
  });

  it('is screened again by the decision, and ends the same wherever the issue was cut off', async () => {
    for (let appends = 1; appends <= 9; appends += 1) {
      const first = await holder(100 + appends);
      const second = await newcomer(100 + appends, 100 + appends);
      await claim(second);
      await confirm(second);
      await second.screen();
      await approve(second);
      await office().cutOff(new IssueIdentity(office().by(SYSTEM), second.applicationId), appends);
      expect(await second.issue()).toMatchObject({ kind: 'done' });
      expect(await first.credential()).toMatchObject({ phase: 'superseded', by: second.credentialId });
      expect(await second.credential()).toMatchObject({ phase: 'active' });
      expect(await first.slot()).toMatchObject({
        taken: undefined,
        held: { credentialId: second.credentialId },
      });
    }
  });

  it('is looked at again when what is held is revoked, and nothing of its holder goes on', async () => {
    const first = await holder();
    const second = await newcomer();
    office().pass({ ms: 1 });
    await office().tell(first.subject, 'residency-status-changed', { status: 'final-exit' });
    await first.reconsider();
    expect(await first.credential()).toMatchObject({ phase: 'revoked' });
    await run(new LookAtNumber(office().by(SYSTEM), first.credentialId, first.applicationId));
    expect(await second.application()).toMatchObject({ phase: 'approved', by: { kind: 'rules' } });
    office().pass({ ms: 1 });
    for (let appends = 1; appends <= 6; appends += 2)
      await office().cutOff(new IssueIdentity(office().by(SYSTEM), second.applicationId), appends);
    await second.issue();
    const credential = await second.credential();
    expect(credential).toMatchObject({ phase: 'active' });
    expect(credential.phase === 'none' ? undefined : credential.issue.supersedes).toBeUndefined();
    expect(await first.credential()).toMatchObject({ phase: 'revoked' });
    const file = (await office().log.load(residentDecider, streams.resident(first.subject))).state;
    expect(file.formers).toEqual([second.subject]);
    // The final exit of who had the number before says nothing of who has it now.
    await second.reconsider();
    await first.reconsider();
    expect(await second.credential()).toMatchObject({ phase: 'active' });
  });

  it('goes on by itself on the day after the last one of what is held', async () => {
    const first = await holder();
    const second = await newcomer();
    const held = await first.credential();
    const last = held.phase === 'none' ? undefined : held.issue.validUntil.gregorian;
    const after = addDays(last ?? dayInRiyadh(office().now), 1);
    const screened = await second.application();
    expect(screened).toMatchObject({ screened: { lookAgainAt: expect.anything() } });
    office().pass({ days: (Date.parse(after) - Date.parse(office().today)) / 86_400_000 });
    await second.screen();
    expect(await second.application()).toMatchObject({
      board: { 'valid-iqama': { state: 'satisfied' } },
    });
  });

  it('is told at the start where the number is known, and goes on if an officer is to decide', async () => {
    await holder();
    const second = new Newcomer(office(), 78);
    await second.facts();
    expect(await second.start()).toMatchObject({ refusal: { code: 'number-held' } });
    expect(await second.start(second.startCommand(second.by(), true))).toMatchObject({ kind: 'done' });
  });

  it('of two who were given it at once, one has it', async () => {
    const [one, other] = [await newcomer(81), await newcomer(82)];
    expect([(await one.application()).phase, (await other.application()).phase]).toEqual([
      'approved',
      'approved',
    ]);
    await office().cutOff(new IssueIdentity(office().by(SYSTEM), one.applicationId), 1);
    expect(await other.issue()).toMatchObject({ refusal: { code: 'number-in-use' } });
    expect(await other.application()).toMatchObject({ phase: 'in-review', reasons: ['number-in-use'] });
    expect(await one.issue()).toMatchObject({ kind: 'done' });
    await other.screen();
    expect(await other.application()).toMatchObject({ reasons: ['number-held-by-another'] });
  });

  it('is nothing to decide when nobody else holds it', async () => {
    const second = await newcomer();
    await second.issue();
    const third = new Resident(office(), 3);
    await third.facts();
    await third.prepare();
    await office().tell(third.subject, 'absence-reported', { reportId: 'r' });
    await office().tell(third.subject, 'absence-appealed', { reportId: 'r' });
    await third.submit();
    await third.screen();
    await claim(third);
    expect(await confirm(third)).toMatchObject({ refusal: { code: 'number-not-held' } });
  });
});
