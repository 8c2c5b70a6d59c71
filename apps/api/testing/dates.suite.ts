import { instantOf } from '#decider/instant.js';
import { describe, expect, it } from '@jest/globals';
import { addDays, dayInRiyadh, startOfDay } from '#domain/calendar/day.js';
import { dualDate } from '#domain/calendar/hijri.js';
import { ApplicantInTest } from './applicant.js';
import { DETAILS } from './residents.js';
import { type Answer, until, type RunningApi } from './running-api.js';

/** When time alone changes the board, as it is shown. */
export function datesSuite(running: () => RunningApi): void {
  describe('the dates of a board', () => {
    it('are shown before and after a case is sent, to the applicant and to an officer, until it has ended', async () => {
      const resident = new ApplicantInTest(running(), 43);
      await resident.goodFacts();
      const today = dayInRiyadh(instantOf(Date.now()));
      const lastDay = addDays(today, 20);
      await resident.tell('insurance', 'insurance-changed', { active: true, validUntil: lastDay });
      const graceUntil = instantOf(Date.now() + 10 * 86_400_000);
      await resident.tell('labour', 'absence-reported', { reportId: 'dates', graceUntil });
      const over = startOfDay(addDays(lastDay, 1));
      const insurance = {
        state: 'satisfied',
        until: over,
        untilDate: dualDate(addDays(lastDay, 1)),
        becomes: {
          state: 'failed',
          reason: 'insurance-inactive',
          says: expect.stringMatching(/./),
          todo: expect.stringMatching(/./),
          remedy: 'applicant',
          remedyText: expect.stringMatching(/./),
        },
      };
      const at = instantOf(Date.parse(graceUntil) + 1);
      const next = { at, date: dualDate(dayInRiyadh(at)), conditions: ['no-absence-report'] };
      const shows = ({ body }: Answer) => {
        expect(rowOf(body, 'health-insurance-active')).toMatchObject(insurance);
        expect(rowOf(body, 'no-absence-report')).toMatchObject({
          reason: 'absence-reported',
          becomes: { reason: 'absence-grace-over' },
        });
        expect(body['changesNext']).toEqual(next);
      };

      const { applicant, category } = resident.startBody();
      const { passport } = DETAILS;
      shows(
        await resident.post('/v1/pre-checks', { applicant, category, passport }, { 'idempotency-key': '' }),
      );
      await resident.prepare();
      shows(await running().ask({ as: resident.login, path: resident.path('/board') }));
      await resident.post(resident.path('/submit'));
      await until(
        () => resident.status(),
        ({ body }) => body['phase'] === 'screening' && body['changesNext'] !== null,
      );
      for (const as of [resident.login, 'officer-a'])
        for (const rest of ['', '/board']) shows(await running().ask({ as, path: resident.path(rest) }));

      await resident.post(resident.path('/withdraw'), {});
      const ended = await until(
        () => resident.status(),
        ({ body }) => body['phase'] === 'withdrawn',
      );
      const board = await running().ask({ as: resident.login, path: resident.path('/board') });
      for (const { body } of [ended, board]) {
        expect(body['changesNext']).toBeNull();
        expect(JSON.stringify(body['board'])).not.toMatch(/"until|"becomes/);
      }
    });
  });
}

function rowOf(body: Answer['body'], condition: string): unknown {
  const board = body['board'] as readonly Readonly<Record<string, unknown>>[]; // as documented
  return board.find((row) => row['condition'] === condition);
}
