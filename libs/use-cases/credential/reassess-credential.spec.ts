import { describe, expect, it, jest } from '@jest/globals';
import { groundsOf } from '#domain/credential/credential.js';
import type { GroundKind } from '#domain/credential/events.js';
import { aDirective } from '#domain/directives/testing/a-directive.js';
import { residentDecider } from '#domain/resident/resident.js';
import { ImposeDirective, LiftDirective } from '../facts/directives.js';
import { ReconsiderPerson } from '../screening/reconsider-person.js';
import { streams } from '../streams.js';
import { type Office, SYSTEM } from '../testing/office.js';
import { openOffice } from '../testing/open-office.js';
import { Resident } from '../testing/resident.js';
import { ReassessCredential } from './reassess-credential.js';

// Every step is durable: a busy disk is slow.
jest.setTimeout(30_000);

describe('a credential that is held', () => {
  const office = openOffice();
  const issued = async () => {
    const resident = new Resident(office(), 1);
    await resident.issued();
    return resident;
  };
  const grounds = async (resident: Resident) => {
    const state = await resident.credential();
    return [
      state.phase,
      groundsOf(state).map(({ ground }): GroundKind | 'erased' =>
        ground === 'erased' ? ground : ground.kind,
      ),
    ];
  };
  const events = async ({ credentialId }: Resident) =>
    (await office().log.history({ category: 'credential', id: credentialId })).map(({ event }) => event.type);

  it('is suspended by each ground, keeps the others when one is lifted, and is reinstated when none is left', async () => {
    const resident = await issued();
    const { subject } = resident;
    await office().tell(subject, 'absence-reported', { reportId: 'r1' });
    await resident.reconsider();
    await office().tell(subject, 'medical-exam-reported', { result: 'unfit', centre: 'Efada 020' });
    await resident.reconsider();
    expect(await grounds(resident)).toEqual(['suspended', ['absence-reported', 'medical-unfit']]);
    office().pass({ days: 1 });
    await office().tell(subject, 'absence-cancelled', { reportId: 'r1' });
    await resident.reconsider();
    expect(await grounds(resident)).toEqual(['suspended', ['medical-unfit']]);
    await office().tell(subject, 'medical-exam-reported', { result: 'fit', centre: 'Efada 020' });
    await resident.reconsider();
    await resident.reconsider();
    expect(await grounds(resident)).toEqual(['active', []]);
    expect(await events(resident)).toEqual([
      'CredentialIssued',
      'CredentialSuspended',
      'CredentialSuspended',
      'GroundLifted',
      'GroundLifted',
      'CredentialReinstated',
    ]);
  });

  it('is met by a directive that says so, and by no other', async () => {
    const resident = await issued();
    const desk = () => office().by({ kind: 'service', id: 'directives-desk' });
    const directive = aDirective('D-1', office().now);
    await office().run(new ImposeDirective(desk(), directive));
    await resident.reconsider();
    expect(await grounds(resident)).toEqual(['active', []]);
    const reaching = { ...directive, directiveId: 'D-2', reachesIssued: true };
    await office().run(new ImposeDirective(desk(), reaching));
    await resident.reconsider();
    expect(await grounds(resident)).toEqual(['suspended', ['directive']]);
    await office().run(new LiftDirective(desk(), 'D-2', office().now));
    await resident.reconsider();
    expect(await grounds(resident)).toEqual(['active', []]);
  });

  it('is revoked for good', async () => {
    const resident = await issued();
    await office().tell(resident.subject, 'residency-status-changed', { status: 'cancelled' }, 's1');
    await resident.reconsider();
    office().pass({ days: 1 });
    await office().tell(resident.subject, 'residency-status-changed', { status: 'valid' });
    await resident.reconsider();
    expect(await resident.credential()).toMatchObject({
      phase: 'revoked',
      ground: { kind: 'residency-cancelled' },
    });
  });

  it('looked at on less than is known by now is looked at again', async () => {
    const resident = await issued();
    const { subject, credentialId, applicationId } = resident;
    await office().tell(subject, 'absence-reported', { reportId: 'r1' });
    const other = await office().beside();
    await other.log.load(residentDecider, streams.resident(subject));
    await office().tell(subject, 'absence-cancelled', { reportId: 'r1' });
    await resident.reconsider();
    // Follows the report, and remembers the file as it was then.
    const followed = { partitionKey: subject, type: 'FactRecorded' };
    await other.run(new ReassessCredential(other.by(SYSTEM, { followed }), { credentialId, applicationId }));
    await other.close();
    expect(await grounds(resident)).toEqual(['active', []]);
  });

  it('ends as all that was told comes to, however many look at it at the same time', async () => {
    const resident = await issued();
    const { subject } = resident;
    const other = await office().beside();
    const looks = (at: Office) => at.run(new ReconsiderPerson(at.by(SYSTEM), subject));
    for (let round = 0; round < 6; round += 1) {
      office().pass({ ms: 1_000 });
      other.pass({ ms: 1_000 });
      const reportId = `r${round}`;
      await Promise.all([
        office()
          .tell(subject, 'absence-reported', { reportId })
          .then(() => looks(other)),
        other.tell(subject, 'absence-cancelled', { reportId }).then(() => looks(office())),
        looks(other),
        looks(office()),
      ]);
      expect(await grounds(resident)).toEqual(['active', []]);
    }
    await other.close();
  });

  it('whatever was done before the power failed, the same look again ends the same', async () => {
    for (let appends = 0; appends <= 1; appends += 1) {
      const resident = new Resident(office(), 10 + appends);
      await resident.issued();
      await office().tell(resident.subject, 'absence-reported', { reportId: 'r1' });
      const look = new ReconsiderPerson(office().by(SYSTEM), resident.subject);
      expect(await office().runTwice(look, appends)).toMatchObject({ kind: 'done' });
      expect(await events(resident)).toEqual(['CredentialIssued', 'CredentialSuspended']);
    }
  });
});
