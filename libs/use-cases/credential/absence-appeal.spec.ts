import { describe, expect, it, jest } from '@jest/globals';
import { AbsenceAppealsOf, AbsenceAppealsOfHandler } from '../review/absence-appeals-of.js';
import { OFFICER } from '../testing/office.js';
import { openOffice } from '../testing/open-office.js';
import { Resident } from '../testing/resident.js';
import { StateAbsenceAppealByHolder } from './absence-appeal.js';

// Every step is durable: a busy disk is slow.
jest.setTimeout(30_000);

describe('an appeal stated with the credential', () => {
  const office = openOffice();
  const state = (of: Resident, by = of) =>
    office().run(new StateAbsenceAppealByHolder(by.by(), by.subject, of.credentialId, 'I was at work.'));
  const suspended = async (service: 'renew' | 'issue' = 'renew') => {
    const resident = new Resident(office(), 1, service);
    await resident.issued();
    office().pass({ ms: 1 });
    await office().tell(resident.subject, 'absence-reported', { reportId: 'r1' });
    await resident.reconsider();
    expect(await resident.credential()).toMatchObject({ phase: 'suspended' });
    return resident;
  };
  const read = (of: Resident) =>
    new AbsenceAppealsOfHandler(office().log).execute(new AbsenceAppealsOf(of.applicationId, OFFICER));

  it('lifts nothing, and the next renewal takes it over: an officer looks at it', async () => {
    const resident = await suspended();
    expect(await state(resident)).toMatchObject({
      kind: 'done',
      answer: { credentialId: resident.credentialId },
    });
    expect(await state(resident)).toMatchObject({ kind: 'done' });
    await resident.reconsider();
    expect(await resident.credential()).toMatchObject({
      phase: 'suspended',
      absenceAppeals: [{ content: { reportId: 'r1', statement: 'I was at work.' } }],
    });

    office().pass({ days: 340 });
    const again = new Resident(office(), 1);
    await again.approved();
    expect(await again.application()).toMatchObject({
      phase: 'in-review',
      reasons: ['absence-appeal-claimed'],
      absenceAppeals: [],
    });
    const stated = [{ statedWith: 'credential', content: { statement: 'I was at work.' } }];
    for (const one of [resident, again]) expect(await read(one)).toMatchObject(stated);
  });

  it('is the same under the border number and the iqama number', async () => {
    const resident = await suspended('issue');
    expect(await state(resident)).toMatchObject({ kind: 'done' });
    const { renewing } = resident;
    renewing.applicationId = resident.applicationId;
    expect(await state(renewing)).toMatchObject({ kind: 'done' });
    expect(await resident.credential()).toMatchObject({ absenceAppeals: [{}] });
    expect(await read(resident)).toHaveLength(1);
  });

  it('has an open renewal looked at in the light of it', async () => {
    const resident = await suspended();
    office().pass({ days: 340 });
    const again = new Resident(office(), 1);
    await again.approved();
    expect(await again.application()).toMatchObject({ phase: 'screening' });
    expect(await state(resident)).toMatchObject({ kind: 'done' });
    await again.reconsider();
    expect(await again.application()).toMatchObject({ phase: 'in-review' });
    await office().tell(again.subject, 'absence-cancelled', { reportId: 'r1' });
    await again.reconsider();
    expect(await again.application()).toMatchObject({ phase: 'approved' });
  });

  it('is the holder’s alone, against a report that stands', async () => {
    const resident = await suspended();
    const unknown = { refusal: { code: 'credential-not-found' } };
    expect(await state(resident, new Resident(office(), 2))).toMatchObject(unknown);
    const other = new Resident(office(), 2);
    await other.issued();
    expect(await state(resident, other)).toMatchObject(unknown);
    expect(await state(other)).toMatchObject({ refusal: { code: 'no-absence-to-appeal' } });
  });
});
