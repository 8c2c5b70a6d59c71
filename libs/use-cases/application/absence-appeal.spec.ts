import { describe, expect, it, jest } from '@jest/globals';
import { ScreenApplication } from '../screening/screen-application.js';
import { ClaimReview, DecideReview } from '../review/review.js';
import { OFFICER, SYSTEM } from '../testing/office.js';
import { openOffice } from '../testing/open-office.js';
import { Resident } from '../testing/resident.js';
import { StateAbsenceAppeal } from './absence-appeal.js';

// Every step is durable: a busy disk is slow.
jest.setTimeout(30_000);

describe('an appeal that the applicant states', () => {
  const office = openOffice();
  const state = (of: Resident, by = of) =>
    office().run(new StateAbsenceAppeal(by.by(), of.applicationId, 'I was at work.'));
  const reported = async () => {
    const resident = new Resident(office(), 1);
    await resident.facts();
    await office().tell(resident.subject, 'absence-reported', { reportId: 'r1' });
    await resident.prepare();
    return resident;
  };
  const sent = async (resident: Resident) => {
    await resident.submit();
    await resident.reserve();
    await resident.screen();
  };

  it('brings a case that waits to an officer, who may approve it', async () => {
    const resident = await reported();
    await sent(resident);
    expect(await resident.application()).toMatchObject({ phase: 'screening' });
    expect(await state(resident)).toMatchObject({ kind: 'done', repeated: false });
    await resident.screen();
    expect(await resident.application()).toMatchObject({
      phase: 'in-review',
      reasons: ['absence-appeal-claimed'],
      absenceAppeals: [{ content: { reportId: 'r1', statement: 'I was at work.' } }],
    });
    await office().run(new ClaimReview(office().by(OFFICER), resident.applicationId));
    const decide = new DecideReview(
      office().by(OFFICER),
      resident.applicationId,
      'approve',
      'documents-agree',
    );
    expect(await office().run(decide)).toMatchObject({ kind: 'done' });
    expect(await resident.issue()).toMatchObject({ kind: 'done' });
    expect(await resident.application()).toMatchObject({ phase: 'issued' });
  });

  it('goes back to the rules when labour cancels the report, and ends when labour dismisses the appeal', async () => {
    const resident = await reported();
    await state(resident);
    await sent(resident);
    expect(await resident.application()).toMatchObject({ phase: 'in-review' });
    office().pass({ ms: 1 });
    await office().tell(resident.subject, 'absence-confirmed', { reportId: 'r1' });
    await resident.reconsider();
    expect(await resident.application()).toMatchObject({ phase: 'in-review' });
    await office().tell(resident.subject, 'appeal-decided', { reportId: 'r1', outcome: 'dismissed' });
    await office().run(new ScreenApplication(office().by(SYSTEM), resident.applicationId));
    expect(await resident.application()).toMatchObject({
      phase: 'rejected',
      reason: 'absence-appeal-dismissed',
    });
    expect(await state(resident)).toMatchObject({ refusal: { code: 'application-closed' } });
  });

  it('is somebody’s own: of another’s case, and of one that never came, nothing is told', async () => {
    const resident = await reported();
    const other = new Resident(office(), 2);
    expect(await state(resident, other)).toMatchObject({ refusal: { code: 'application-not-found' } });
    expect(await state(new Resident(office(), 3))).toMatchObject({
      refusal: { code: 'application-not-found' },
    });
  });
});
