import { beforeAll, describe, expect, it } from '@jest/globals';
import { ApplicantInTest } from './applicant.js';
import { DETAILS } from './residents.js';
import { until, type RunningApi } from './running-api.js';
import { StreamReader } from './stream-reader.js';

/** Following live, and the service about itself. */
export function liveSuite(running: () => RunningApi): void {
  describe('following live, and the service about itself', () => {
    let resident: ApplicantInTest;
    beforeAll(async () => {
      resident = new ApplicantInTest(running(), 18);
      await resident.start();
      await resident.status('?minRevision=0&waitMs=2000');
    });

    const follow = async (lastEventId = '') =>
      new StreamReader(
        await running().send({
          as: 'r18',
          path: resident.path('/stream'),
          headers: { 'last-event-id': lastEventId },
        }),
      );

    it('sends the status now and after every change, and goes on from the last event', async () => {
      const reader = await follow();
      expect(reader.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
      await reader.until(({ events }) => events.length === 1);
      expect(reader.events[0]?.status).toMatchObject({ phase: 'draft', revision: 0 });
      await resident.details();
      await reader.until(({ events }) => events.at(-1)?.status['revision'] === 1);
      await reader.until(({ heartbeats }) => heartbeats > 0);
      reader.close();
      await reader.ended;

      const last = reader.events.at(-1)?.id ?? '';
      const again = await follow(last);
      await again.until(({ heartbeats }) => heartbeats > 1);
      expect(again.events).toEqual([]);
      await resident.details({ ...DETAILS, period: 6 });
      await again.until(({ events }) => events.at(-1)?.status['revision'] === 2);
      again.close();

      const late = await follow(last);
      await late.until(({ events }) => events.length === 1);
      expect(late.events[0]?.status).toMatchObject({ revision: 2, details: { period: 6 } });
      late.close();
    });

    it('opens no more streams than it can serve', async () => {
      const open = await until(
        async () => {
          const readers = await Promise.all([follow(), follow()]);
          const ok = readers.every(({ response }) => response.status === 200);
          for (const reader of ok ? [] : readers) reader.close();
          return { status: ok ? 200 : 503, headers: new Headers(), body: { readers } };
        },
        ({ status }) => status === 200,
      );
      const third = await running().ask({ as: 'r18', path: resident.path('/stream') });
      expect(third).toMatchObject({ status: 503, body: { code: 'too-many-streams' } });
      for (const reader of open.body['readers'] as StreamReader[]) reader.close();
    });

    it('describes itself', async () => {
      const openapi = await running().ask({ path: '/openapi.json' });
      expect(openapi.body['openapi']).toBe('3.1.0');
      const page = await running().send({ path: '/docs' });
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(page.headers.get('content-security-policy')).not.toContain('script');
      expect(await page.text()).toContain('/v1/applications/{id}/submit');
      expect(await running().ask({ path: '/problems/wrong-check-digit' })).toMatchObject({
        status: 200,
        body: { status: null },
      });
      expect((await running().ask({ path: '/problems/nonsense' })).status).toBe(404);
    });

    it('says how it is', async () => {
      expect((await running().ask({ path: '/health/live' })).body).toEqual({ ok: true });
      const ready = await until(
        () => running().ask({ path: '/health/ready' }),
        ({ status }) => status === 200,
      );
      const checks = Object.keys(ready.body['checks'] as object);
      expect(checks).toEqual(expect.arrayContaining(['distributor', 'projector', 'process-manager']));
      const figures = await (await running().send({ path: '/metrics' })).text();
      expect(figures).toContain('hawiya_http_request_duration_seconds_bucket');
      expect(figures).toContain('route="/v1/applications/:id/details"');
    });

    it('ends its streams and finishes what is under way when it stops', async () => {
      const reader = await until(
        async () => {
          const one = await follow();
          return { status: one.response.status, headers: new Headers(), body: { one } };
        },
        ({ status }) => status === 200,
      );
      const under = Promise.all(
        Array.from({ length: 5 }, () => resident.status('?minRevision=99&waitMs=300')),
      );
      await resident.status();
      const closing = running().close();
      await (reader.body['one'] as StreamReader).ended;
      for (const answer of await under) expect(answer.body['code']).toBe('application-not-visible-yet');
      await closing;
      await expect(running().ask({ path: '/health/live' })).rejects.toThrow('fetch failed');
    });
  });
}
