import { randomUUID } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { committedPolicy } from '#domain/policy/testing/committed-policy.js';
import { RepairSlot } from '../slot/repair-slot.js';
import { SYSTEM } from '../testing/office.js';
import { openOffice } from '../testing/open-office.js';
import { iqamaNumber } from '#domain/testing/people.js';
import { Resident } from '../testing/resident.js';
import { WithdrawApplication } from './end-application.js';

const REFUSED = { kind: 'refused', refusal: { code: 'open-application-exists' } };

// Every step is durable: a busy disk is slow.
jest.setTimeout(30_000);

describe('starting an application', () => {
  const office = openOffice();
  const resident = () => new Resident(office(), 1);

  it('takes the person’s slot; a second one is refused', async () => {
    const first = resident();
    const started = await first.start();
    expect(started).toMatchObject({ kind: 'done', repeated: false });
    expect((await first.slot()).taken).toMatchObject({ applicationId: first.applicationId });
    expect(await resident().start()).toMatchObject(REFUSED);
  });

  describe('for a first issue, after one', () => {
    const applicant = () => new Resident(office(), 1, 'issue');

    it('is refused, and names where to go on, but no number', async () => {
      const first = applicant();
      const context = first.by();
      await first.start(first.startCommand(context));
      await first.facts();
      await first.details();
      await first.document('passport-copy');
      await first.document('photo');
      await first.bill();
      await first.pay();
      await first.declare();
      await first.submit();
      await first.reserve();
      await first.screen();
      await first.issue();
      await first.releaseSlot();
      const again = await applicant().start();
      expect(again).toMatchObject({
        refusal: { code: 'already-issued', details: [{ params: { service: 'renew', identity: 'iqama' } }] },
      });
      expect(JSON.stringify(again.kind === 'refused' ? again.refusal : again.kind)).not.toContain(
        iqamaNumber(1),
      );
      // The very same request is answered as before.
      expect(await first.start(first.startCommand(context))).toMatchObject({ kind: 'done', repeated: true });
      expect(await first.renewing.start()).toMatchObject({ kind: 'done' });
    });

    it('is refused under the border number after a renewal, and possible once that was revoked', async () => {
      const first = applicant();
      await first.issued();
      office().pass({ days: 380 });
      const { renewing } = first;
      await renewing.issued();
      expect(await applicant().start()).toMatchObject({ refusal: { code: 'already-issued' } });
      office().pass({ ms: 1 });
      await office().tell(renewing.subject, 'residency-status-changed', { status: 'final-exit' });
      await renewing.reconsider();
      expect(await renewing.credential()).toMatchObject({ phase: 'revoked' });
      expect(await applicant().start()).toMatchObject({ kind: 'done' });
    });
  });

  it('is one application however often the command comes, and however many people it is', async () => {
    const first = resident();
    const context = first.by();
    const answers = await Promise.all([1, 2, 3].map(() => first.start(first.startCommand(context))));
    expect(new Set(answers.map((answer) => answer.kind === 'done' && answer.answer.applicationId)).size).toBe(
      1,
    );
    expect(await new Resident(office(), 2).start()).toMatchObject({ kind: 'done' });
  });

  it('lets one of many at the same time through', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => resident().start()));
    expect(answers.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'refused')).toHaveLength(7);
  });

  it('goes on where it was cut off between slot and start, when the same command comes again', async () => {
    const cut = resident();
    const command = cut.startCommand();
    expect(await office().runTwice(command, 1)).toMatchObject({ kind: 'done' });
    cut.applicationId = (await cut.slot()).taken?.applicationId ?? cut.applicationId;
    expect(await cut.application()).toMatchObject({ phase: 'draft' });
  });

  it('cut off for good, is given up after 30 seconds by whoever starts next, and cannot come back', async () => {
    const cut = resident();
    const command = cut.startCommand();
    await office().cutOff(command, 1);
    const next = resident();
    office().pass({ ms: 29_999 });
    expect(await next.start()).toMatchObject(REFUSED);
    office().pass({ ms: 1 });
    expect(await next.start()).toMatchObject({ kind: 'done' });
    expect(await cut.start(command)).toMatchObject({ refusal: { code: 'application-abandoned' } });
    expect((await next.slot()).taken).toMatchObject({ applicationId: next.applicationId });
  });

  it('cut off for good, is given up by the check of the slot, even if nobody starts another', async () => {
    const cut = resident();
    await office().cutOff(cut.startCommand(), 1);
    const check = () => office().run(new RepairSlot(office().by(SYSTEM), cut.subject));
    await check();
    expect((await cut.slot()).taken).toBeDefined();
    office().pass({ ms: 60_000 });
    await check();
    expect((await cut.slot()).taken).toBeUndefined();
  });

  it('leaves the slot of an open application alone, however old', async () => {
    const open = resident();
    await open.start();
    office().pass({ days: 20 });
    await office().run(new RepairSlot(office().by(SYSTEM), open.subject));
    expect((await open.slot()).taken).toBeDefined();
  });

  it('is refused to who has started as many as one may in 24 hours, whatever is in memory, and allowed after', async () => {
    const starts = committedPolicy.limits.startsPerDay[0].value;
    const restless = resident();
    for (let start = 0; start < starts; start += 1) {
      const one = resident();
      expect(await one.start()).toMatchObject({ kind: 'done' });
      await office().run(new WithdrawApplication(one.by(), one.applicationId));
      await one.releaseSlot();
      office().pass({ ms: 60_000 });
    }
    office().log.forget();
    const retryMs = 86_400_000 - starts * 60_000;
    expect(await restless.start()).toMatchObject({
      kind: 'refused',
      refusal: { code: 'too-many-starts', retryMs },
    });
    expect(await new Resident(office(), 2).start()).toMatchObject({ kind: 'done' });
    office().pass({ ms: retryMs - 1 });
    expect(await restless.start()).toMatchObject({ refusal: { code: 'too-many-starts', retryMs: 1 } });
    office().pass({ ms: 1 });
    const [again, ...others] = await Promise.all([resident().start(), resident().start()]);
    expect([again, ...others].filter(({ kind }) => kind === 'done')).toHaveLength(1);
  });

  it('takes no notice of an If-Match, which can only mean another stream', async () => {
    const pinned = resident();
    const command = pinned.startCommand({ ...pinned.by(), pinned: 5n as never });
    expect(await pinned.start(command)).toMatchObject({ kind: 'done' });
  });

  it('refuses one command id for two requests', async () => {
    const first = resident();
    const commandId = randomUUID();
    await first.start(first.startCommand(first.by({ commandId })));
    const other = first.startCommand(first.by({ commandId, requestHash: 'another' }));
    expect(await office().run(other)).toEqual({ kind: 'reused' });
  });
});
