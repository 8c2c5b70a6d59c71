import { describe, expect, it, jest } from '@jest/globals';
import { LapseApplication, WithdrawApplication } from '../application/end-application.js';
import { ImposeDirective, LiftDirective } from '../facts/directives.js';
import { aDirective } from '#domain/directives/testing/a-directive.js';
import { residentDecider } from '#domain/resident/resident.js';
import { IssueIdentity } from '../issuing/issue-identity.js';
import { streams } from '../streams.js';
import { SYSTEM } from '../testing/office.js';
import { ScreenApplication } from './screen-application.js';
import { openOffice } from '../testing/open-office.js';
import { Resident } from '../testing/resident.js';

// Every step is durable: a busy disk is slow.
jest.setTimeout(30_000);

describe('submitting and screening', () => {
  const office = openOffice();
  const submitted = async () => {
    const resident = new Resident(office(), 1);
    await resident.facts();
    await resident.prepare();
    await resident.submit();
    await resident.reserve();
    return resident;
  };
  const desk = () => office().by({ kind: 'service', id: 'directives-desk' });
  const directive = (directiveId: string) => aDirective(directiveId, office().now);

  it('is refused with all that is missing, in the order of the steps', async () => {
    const resident = new Resident(office(), 1);
    await resident.start();
    const refused = await resident.submit();
    expect(refused).toMatchObject({
      refusal: {
        code: 'submission-incomplete',
        details: [
          { code: 'details-missing' },
          { at: 'documents/passport-copy' },
          { at: 'documents/photo' },
          { at: 'category', params: { owner: 'passports' } },
          { code: 'bill-missing' },
          { code: 'review-missing' },
        ],
      },
    });
    await resident.details();
    await resident.bill();
    await resident.pay();
    await resident.declare();
    expect(await resident.submit()).toMatchObject({
      refusal: { details: [{ at: 'documents/passport-copy' }, { at: 'documents/photo' }] },
    });
  });

  it('approves when nothing is open, once, however many screen at the same time', async () => {
    const resident = await submitted();
    const screenings = await Promise.all(Array.from({ length: 6 }, () => resident.screen()));
    expect(screenings.every(({ kind }) => kind === 'done')).toBe(true);
    expect(await resident.application()).toMatchObject({ phase: 'approved' });
    const events = await office().log.history({ category: 'application', id: resident.applicationId });
    expect(events.filter(({ event }) => event.type === 'ApplicationApproved')).toHaveLength(1);
  });

  it('overtaken by facts that arrive meanwhile, looks again: the last word is what is known', async () => {
    const resident = await submitted();
    const tells = Array.from({ length: 10 }, (_, i) =>
      office().tell(resident.subject, 'violation-recorded', { violationId: `v${i}`, amount: 100 }),
    );
    await Promise.all([...tells, resident.screen(), resident.screen(), resident.screen()]);
    expect(await resident.screen()).toMatchObject({ kind: 'done' });
    expect(await resident.application()).toMatchObject({ phase: 'action-required' });
    for (let i = 0; i < 10; i += 1) {
      await office().tell(resident.subject, 'violation-settled', { violationId: `v${i}` });
    }
    await resident.reconsider();
    expect(await resident.application()).toMatchObject({ phase: 'approved' });
  });

  it('on what this process remembers of a person of whom another one heard more: is looked at again before the issue', async () => {
    const resident = await submitted();
    const other = await office().beside();
    await other.log.load(residentDecider, streams.resident(resident.subject));
    await office().tell(resident.subject, 'violation-recorded', { violationId: 'v', amount: 100 });
    await other.run(new ScreenApplication(other.by(SYSTEM), resident.applicationId));
    expect(await resident.application()).toMatchObject({ phase: 'approved' });
    // Each process carries out the issue as if the other had died.
    for (const process of [other, office()]) {
      await process.run(new IssueIdentity(process.by(SYSTEM), resident.applicationId));
      expect(await resident.application()).toMatchObject({ phase: 'action-required' });
    }
    await other.close();
    await office().tell(resident.subject, 'violation-settled', { violationId: 'v' });
    await resident.reconsider();
    expect(await resident.application()).toMatchObject({ phase: 'approved' });
    await resident.issue();
    expect(await resident.application()).toMatchObject({ phase: 'issued' });
  });

  it('refused on what this process remembers, rests on what the store has', async () => {
    const resident = await submitted();
    await office().tell(resident.subject, 'violation-recorded', { violationId: 'v', amount: 100 });
    const other = await office().beside();
    await other.log.load(residentDecider, streams.resident(resident.subject));
    await office().tell(resident.subject, 'violation-settled', { violationId: 'v' });
    await other.run(new ScreenApplication(other.by(SYSTEM), resident.applicationId));
    expect(await resident.application()).toMatchObject({ phase: 'approved' });
    await other.close();
  });

  it('a person without an open case or a credential is not reconsidered', async () => {
    const resident = new Resident(office(), 1);
    await resident.prepare();
    const before = await office().store.lastPosition();
    expect(await resident.reconsider()).toMatchObject({ kind: 'done' });
    expect(await office().store.lastPosition()).toBe(before);
  });

  it('a directive stops it while in force: a lifting counts from when it was lifted, not from when we heard', async () => {
    const resident = await submitted();
    await office().run(new ImposeDirective(desk(), directive('D-1')));
    await resident.screen();
    expect(await resident.application()).toMatchObject({ phase: 'screening' });
    const tomorrow = new Date(Date.parse(office().now) + 86_400_000).toISOString() as typeof resident.subject;
    await office().run(new LiftDirective(desk(), 'D-1', tomorrow as never));
    await resident.screen();
    expect(await resident.application()).toMatchObject({ phase: 'screening' });
    office().pass({ days: 1 });
    await resident.screen();
    expect(await resident.application()).toMatchObject({ phase: 'approved' });
  });

  it('withdrawn, gives back fee and slot', async () => {
    const resident = await submitted();
    await office().run(new WithdrawApplication(resident.by(), resident.applicationId, 'changed-my-mind'));
    expect(await resident.release()).toMatchObject({ kind: 'done' });
    expect(await resident.releaseSlot()).toMatchObject({ kind: 'done' });
    expect((await resident.fees()).commitment).toEqual({ kind: 'none' });
    expect((await resident.slot()).taken).toBeUndefined();
    expect(await resident.reserve()).toMatchObject({ kind: 'done' }); // a reaction that comes again, late
    await resident.release();
    expect((await resident.fees()).commitment).toEqual({ kind: 'none' });
    expect(await new Resident(office(), 1).start()).toMatchObject({ kind: 'done' });
  });

  it('a draft lapses on its day, not before', async () => {
    const resident = new Resident(office(), 1);
    await resident.start();
    const lapse = () => office().run(new LapseApplication(office().by(SYSTEM), resident.applicationId));
    office().pass({ days: 30, ms: -1 });
    await lapse();
    expect(await resident.application()).toMatchObject({ phase: 'draft' });
    office().pass({ ms: 1 });
    await lapse();
    expect(await resident.application()).toMatchObject({ phase: 'lapsed' });
  });
});
