import { describe, expect, it } from '@jest/globals';
import { ApplicantInTest } from './applicant.js';
import { DETAILS, fact } from './residents.js';
import { until, type RunningApi } from './running-api.js';

/** What the directives desk rules, as it is shown. */
export function directivesSuite(running: () => RunningApi): void {
  describe('directives', () => {
    const directive = {
      directiveId: 'D-1448-35',
      title: { ar: 'إيقاف مؤقت للتجديد', en: 'Renewals paused' },
      covers: { nationalities: ['ISL'] },
      source: 'Circular 1448/35 (invented)',
      from: '2026-01-01T00:00:00.000Z',
      effect: 'stop',
    };
    const tell = (kind: string, data: object) => {
      const { subject: _, ...body } = fact(35, 'directives-desk', kind, data);
      const headers = { 'content-type': 'application/cloudevents+json' };
      return running().ask({ as: 'directives-desk', method: 'POST', path: '/v1/facts', body, headers });
    };
    const list = (query = '', as = 'r35', language = 'en') =>
      running().ask({ as, path: `/v1/directives${query}`, headers: { 'accept-language': language } });

    it('are listed for everybody who signs in, in their language', async () => {
      expect((await tell('directive-imposed', directive)).status).toBe(200);
      for (const as of ['r35', 'officer-a', 'analyst', 'operator', 'directives-desk']) {
        const [entry] = (await list('?phase=in-force&limit=1', as)).body['entries'] as readonly object[];
        expect(entry).toEqual({
          directiveId: 'D-1448-35',
          title: 'Renewals paused',
          source: 'Circular 1448/35 (invented)',
          covers: { services: null, categories: null, nationalities: ['ISL'], wholeGroups: false },
          effect: 'stop',
          reachesIssued: false,
          phase: 'in-force',
          phaseText: 'In force',
          from: '2026-01-01T00:00:00.000Z',
          until: null,
          liftedAt: null,
        });
      }
      expect((await list('?phase=in-force', 'r35', 'ar')).body).toMatchObject({
        entries: [{ title: 'إيقاف مؤقت للتجديد', phaseText: 'سارية' }],
      });
      expect((await running().ask({ path: '/v1/directives' })).status).toBe(401);
      expect(await list('?cursor=999')).toMatchObject({
        status: 400,
        body: { errors: [{ at: 'query:cursor', code: 'cursor-unknown' }] },
      });
    });

    it('are told to whom they stop, with title and source, before and after they apply', async () => {
      const resident = new ApplicantInTest(running(), 35);
      await resident.goodFacts();
      const passport = { ...DETAILS.passport, nationality: 'ISL', mrz: undefined };
      await resident.tell('passports', 'passport-updated', {
        number: passport.number,
        nationality: 'ISL',
        birthDate: passport.birthDate,
        expiry: passport.expiry,
      });
      const shown = [
        {
          directiveId: 'D-1448-35',
          title: 'Renewals paused',
          source: 'Circular 1448/35 (invented)',
          from: '2026-01-01T00:00:00.000Z',
          until: null,
        },
      ];
      const { applicant, category } = resident.startBody();
      const found = await resident.post('/v1/pre-checks', { applicant, category, passport });
      expect(rowOf(found.body)).toMatchObject({
        state: 'failed',
        reason: 'directive-stops',
        directives: shown,
      });

      await resident.start();
      await resident.details({ ...DETAILS, passport });
      for (const kind of ['passport-copy', 'photo']) await resident.document(kind);
      const draft = await running().ask({ as: 'r35', path: resident.path('/board') });
      expect(draft.body).toMatchObject({ applicationId: resident.applicationId, basis: 'now' });
      expect(rowOf(draft.body)).toMatchObject({ reason: 'directive-stops', directives: shown });
      expect(draft.body['board']).toContainEqual(
        expect.objectContaining({
          condition: 'fees-paid',
          reason: 'bill-not-issued',
          todo: expect.any(String),
        }),
      );
      await resident.askBill();
      await resident.pay();
      await resident.declare();
      await resident.post(resident.path('/submit'));
      const stopped = await until(
        () => resident.status(),
        ({ body }) => body['phase'] === 'screening',
      );
      expect(rowOf(stopped.body)).toMatchObject({ reason: 'directive-stops', directives: shown });

      const sent = await running().ask({ as: 'officer-a', path: resident.path('/board') });
      expect(sent.body).toMatchObject({ basis: 'screening', board: stopped.body['board'] });
      expect((await running().ask({ as: 'r34', path: resident.path('/board') })).status).toBe(404);

      await tell('directive-lifted', { directiveId: directive.directiveId });
      const issued = await until(
        () => resident.status(),
        ({ body }) => body['phase'] === 'issued',
      );
      expect(rowOf(issued.body)).not.toHaveProperty('directives');
      const [over] = (await list('?phase=over')).body['entries'] as readonly object[];
      expect(over).toMatchObject({ directiveId: 'D-1448-35', liftedAt: expect.any(String) });
    });

    it('that reach issued identities have all of them looked at, and operators see how far that is', async () => {
      const covers = { nationalities: ['MLT'] };
      const reaching = { ...directive, directiveId: 'D-1448-36', covers, reachesIssued: true };
      expect((await tell('directive-imposed', reaching)).status).toBe(200);
      const walks = (as = 'operator') => running().ask({ as, path: '/v1/operations/credential-walks' });
      const walkIn = ({ body }: Awaited<ReturnType<typeof walks>>) =>
        (body['entries'] as readonly Readonly<Record<string, unknown>>[]).find(
          ({ walk }) => walk === 'directive-credentials:D-1448-36:from',
        );
      const answer = await until(
        () => walks(),
        (told) => typeof walkIn(told)?.['finishedAt'] === 'string',
        20_000,
      );
      const { done, total } = walkIn(answer) ?? {};
      expect(done).toEqual(expect.any(Number));
      expect(done).toBe(total);
      expect((await walks('officer-a')).status).toBe(403);
      await tell('directive-lifted', { directiveId: 'D-1448-36' });
    });
  });
}

function rowOf({ board }: Record<string, unknown>): unknown {
  return (board as readonly { condition: string }[]).find(({ condition }) => condition === 'directives-met');
}
