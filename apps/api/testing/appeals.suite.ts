import { describe, expect, it } from '@jest/globals';
import { ApplicantInTest } from './applicant.js';
import { iqama } from './residents.js';
import { type Answer, until, type RunningApi } from './running-api.js';

/** A report of absence stands against somebody who says that it is false. */
export function appealsSuite(running: () => RunningApi): void {
  describe('an appeal against an absence report', () => {
    const statement = 'I was at work on every one of those days.';
    const report = { reportId: 'H-44' };
    const known = async (n: number) => {
      const resident = new ApplicantInTest(running(), n);
      await resident.goodFacts();
      return resident;
    };
    const state = (of: ApplicantInTest, as = of.login, body: object = { statement }) =>
      running().ask({ as, method: 'POST', path: of.path('/absence-appeal'), body });
    const seen = (of: ApplicantInTest, as = of.login) =>
      running().ask({ as, path: of.path('/absence-appeal') });
    const rowIn = ({ body }: Answer) => {
      const board = body['board'] as readonly Readonly<Record<string, unknown>>[]; // as documented
      return board.find((row) => row['condition'] === 'no-absence-report');
    };
    const found = (answer: Answer) => rowIn(answer)?.['reason'];
    const reaches = (of: ApplicantInTest, phase: string, reason: string) =>
      until(
        () => of.status(),
        (answer) => answer.body['phase'] === phase && found(answer) === reason,
      );

    it('goes to an officer, who reads it; labour’s word counts as soon as there is one', async () => {
      const resident = await known(44);
      await resident.tell('labour', 'absence-reported', report);
      await resident.prepare();
      await resident.post(resident.path('/submit'));
      const waiting = await reaches(resident, 'screening', 'absence-reported');
      const path = resident.path('/absence-appeal');
      // Until when it can be cancelled, and how it is contested.
      const told = {
        contest: { says: expect.stringMatching(/false/), path },
        until: expect.stringMatching(/^20/),
        untilDate: { hijri: expect.stringMatching(/^14/) },
        becomes: { reason: 'absence-grace-over' },
      };
      expect(rowIn(waiting)).toMatchObject(told);
      const board = await running().ask({ as: resident.login, path: resident.path('/board') });
      expect(rowIn(board)).toMatchObject(told);
      expect(await seen(resident)).toMatchObject({ status: 200, body: { appeals: [] } });

      const first = await state(resident);
      expect(first).toMatchObject({ status: 200, body: { applicationId: resident.applicationId } });
      const review = await reaches(resident, 'in-review', 'absence-appeal-claimed');
      expect(review.body).toMatchObject({ review: { reasons: ['absence-appeal-claimed'] } });
      const appeals = [{ statedAt: expect.stringMatching(/^20/), statement }];
      for (const as of [resident.login, 'officer-a'])
        expect(await seen(resident, as)).toMatchObject({ status: 200, body: { appeals } });
      const timeline = await running().ask({ as: 'officer-a', path: resident.path('/timeline') });
      expect(JSON.stringify(timeline.body)).toContain('AbsenceAppealStated');
      expect(JSON.stringify(timeline.body)).not.toContain(statement);

      const again = await state(resident, resident.login, { statement: 'In other words.' });
      expect(again.status).toBe(200);
      expect((await seen(resident)).body).toMatchObject({ appeals });

      await resident.tell('labour', 'appeal-decided', { ...report, outcome: 'upheld' });
      await reaches(resident, 'issued', 'absence-void');
      expect(await state(resident)).toMatchObject({ status: 409, body: { code: 'application-closed' } });
    });

    it('is stated in a draft too, where the board shows it at once', async () => {
      const resident = await known(45);
      await resident.tell('labour', 'absence-reported', report);
      await resident.tell('labour', 'absence-confirmed', report);
      await resident.start();
      const board = () => running().ask({ as: resident.login, path: resident.path('/board') });
      expect(found(await board())).toBe('absence-confirmed');
      expect((await state(resident)).status).toBe(200);
      expect(found(await board())).toBe('absence-appeal-claimed');
      await resident.tell('labour', 'absence-cancelled', report);
      expect(found(await board())).toBe('absence-cancelled');
    });

    it('is the applicant’s alone, against a report that stands, in words that can be read', async () => {
      const resident = await known(46);
      await resident.start();
      const nothing = { status: 409, body: { code: 'no-absence-to-appeal' } };
      expect(await state(resident)).toMatchObject(nothing);
      await resident.tell('labour', 'absence-reported', report);
      const unknown = { status: 404, body: { code: 'application-not-found' } };
      expect(await state(resident, 'r45')).toMatchObject(unknown);
      expect(await seen(resident, 'r45')).toMatchObject(unknown);
      for (const as of ['officer-a', 'operator', 'labour'])
        expect((await state(resident, as)).status).toBe(403);
      expect((await seen(resident, 'operator')).status).toBe(403);
      for (const text of ['', '---', 'a\u0000b', 'a'.repeat(2_001), undefined])
        expect((await state(resident, resident.login, { statement: text })).status).toBe(400);
      expect((await state(resident, resident.login, { statement: 'a'.repeat(2_000) })).status).toBe(200);
      await resident.tell('labour', 'absence-appealed', report);
      await resident.tell('labour', 'appeal-decided', { ...report, outcome: 'dismissed' });
      const other = await known(47);
      await other.tell('labour', 'absence-appealed', report);
      await other.start();
      expect(await state(other)).toMatchObject(nothing);
    });

    it('is stated by the holder of an identity too: it lifts nothing, and the next application takes it over', async () => {
      const resident = await known(49);
      await resident.prepare();
      await resident.post(resident.path('/submit'));
      const credentials = () => running().ask({ as: resident.login, path: '/v1/credentials' });
      const own = (body: Answer['body']) => {
        const [entry] = body['entries'] as readonly Readonly<Record<string, unknown>>[]; // as documented
        return entry ?? {};
      };
      const issued = await until(credentials, ({ body }) => own(body)['status'] === 'valid');
      const id = String(own(issued.body)['credentialId']);
      const path = `/v1/credentials/${id}/absence-appeal`;
      const stateFor = (as: string, at = path) =>
        running().ask({ as, method: 'POST', path: at, body: { statement } });
      await until(
        () => stateFor(resident.login),
        ({ status, body }) => status === 409 && body['code'] === 'no-absence-to-appeal',
      );
      await resident.tell('labour', 'absence-reported', report);
      const suspended = await until(credentials, ({ body }) => own(body)['status'] === 'suspended');
      expect(own(suspended.body)).toMatchObject({
        absenceAppealStatedAt: null,
        groundsInEffect: [{ until: expect.any(String), contest: { says: expect.any(String), path } }],
      });
      for (const at of ['c1', resident.applicationId])
        expect(await stateFor(resident.login, `/v1/credentials/${at}/absence-appeal`)).toMatchObject({
          status: 404,
          body: { code: 'credential-not-found' },
        });
      expect((await stateFor('r46')).status).toBe(404);
      expect((await stateFor('officer-a')).status).toBe(403);

      const answer = { status: 200, body: { credentialId: id } };
      expect(await stateFor(resident.login)).toMatchObject(answer);
      expect(await stateFor(resident.login)).toMatchObject(answer);
      const stated = await until(credentials, ({ body }) => own(body)['absenceAppealStatedAt'] !== null);
      expect(own(stated.body)).toMatchObject({ status: 'suspended', grounds: ['absence-reported'] });
      const officers = await running().ask({ as: 'officer-a', path: resident.path('') });
      expect(officers.body).toMatchObject({
        credential: { absenceAppealStatedAt: own(stated.body)['absenceAppealStatedAt'] },
      });
      const appeals = [{ statedWith: 'credential', statement }];
      expect((await seen(resident, 'officer-a')).body).toMatchObject({ appeals });

      const again = new ApplicantInTest(running(), 49);
      await until(
        () => again.start(),
        ({ status }) => status === 201,
      );
      expect((await seen(again, 'officer-a')).body).toMatchObject({ appeals });
      expect(found(await running().ask({ as: again.login, path: again.path('/board') }))).toBe(
        'absence-appeal-claimed',
      );
      await resident.tell('labour', 'absence-cancelled', report);
      await until(credentials, ({ body }) => own(body)['status'] === 'valid');
    });

    it('is erased with the person, and reads so', async () => {
      const resident = await known(48);
      await resident.tell('labour', 'absence-reported', report);
      await resident.start();
      await state(resident);
      await resident.post(resident.path('/withdraw'), {});
      const erasures = (as: string, path: string, body?: object) =>
        running().ask({
          as,
          method: 'POST',
          path: `/v1/operations/erasures${path}`,
          ...(body !== undefined && { body }),
        });
      const asked = { identity: `iqama:${iqama(48)}`, reason: 'asked-by-person' };
      const requested = await until(
        () => erasures('operator', '', asked),
        ({ status }) => status === 201,
      );
      await erasures('operator-b', `/${String(requested.body['subject'])}/confirm`);
      const read = await until(
        () => seen(resident, 'officer-a'),
        ({ body }) => !JSON.stringify(body).includes(statement),
      );
      expect(read.body).toMatchObject({ appeals: [{ statement: 'erased' }] });
    });
  });
}
