import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { DETAILS, fact, goodFacts, NEWCOMER } from './residents.js';
import { type RunningApi, until } from './running-api.js';

const CLOUD_EVENT = { 'content-type': 'application/cloudevents+json' };
const BEFORE = 'newcomer';
const SINCE = 'newcomer-settled';

/** One person, who applied under the border number and has an iqama number since. */
export function identitiesSuite(running: () => RunningApi): void {
  describe('after a first issue', () => {
    const post = (as: string, path: string, body?: unknown) =>
      running().ask({ as, method: 'POST', path, ...(body !== undefined && { body }) });
    const start = (as: string) =>
      post(as, '/v1/applications', {
        applicant:
          as === BEFORE
            ? { kind: 'first-issue', borderNumber: NEWCOMER.border }
            : { kind: 'renewal', iqamaNumber: NEWCOMER.iqama },
        category: 'employee',
        channel: 'app',
      });
    const tell = (service: string, kind: string, data: object) =>
      running().ask({
        as: service,
        method: 'POST',
        path: '/v1/facts',
        body: fact(907, service, kind, data, { subject: `border:${NEWCOMER.border}` }),
        headers: CLOUD_EVENT,
      });

    it('case, money and credential are found under either number; a second first issue is refused', async () => {
      const entryDate = new Date(Date.now() - 20 * 86_400_000).toISOString().slice(0, 10);
      for (const { service, kind, content: data } of goodFacts()) {
        const entered = { status: 'entered', entryDate, iqamaNumber: NEWCOMER.iqama, category: 'employee' };
        await tell(service, kind, kind === 'residency-status-changed' ? entered : data);
      }
      const exam = { result: 'fit', centre: 'Efada 020' };
      await tell('medical-centres', 'medical-exam-reported', exam);
      const started = await start(BEFORE);
      expect(started.status).toBe(201);
      const id = String(started.body['applicationId']);
      const path = (rest: string) => `/v1/applications/${id}${rest}`;
      await running().ask({ as: BEFORE, method: 'PUT', path: path('/details'), body: DETAILS });
      for (const kind of ['passport-copy', 'photo']) {
        const sha256 = createHash('sha256').update(kind).digest('hex');
        await post(BEFORE, path('/documents'), { kind, mediaType: 'image/jpeg', size: 48_213, sha256 });
      }
      const { body: bill } = await post(BEFORE, path('/bill'));
      const { billNumber, amount } = bill;
      for (const paymentId of ['newcomer-1', 'newcomer-2']) {
        await running().ask({
          as: 'sadad',
          method: 'POST',
          path: '/v1/sadad/notifications',
          body: { billNumber, amount, paymentId, paidAt: '2026-03-01T09:00:00Z' },
          headers: { 'idempotency-key': '' },
        });
      }
      const review = await running().ask({ as: BEFORE, path: path('/review') });
      await running().ask({
        as: BEFORE,
        method: 'POST',
        path: path('/review'),
        body: { declaration: true },
        headers: { 'if-match': review.headers.get('etag') ?? '' },
      });
      expect((await post(BEFORE, path('/submit'))).status).toBe(200);
      await until(
        () => running().ask({ as: BEFORE, path: path('') }),
        ({ body }) => body['phase'] === 'issued' && body['credential'] !== null,
        10_000,
      );
      // The slot is given back when all of it is done.
      await until(
        () => start(BEFORE),
        ({ body }) => body['code'] === 'already-issued',
        10_000,
      );
      const again = await start(BEFORE);
      expect(again).toMatchObject({
        status: 409,
        body: { errors: [{ at: '/applicant', params: { service: 'renew', identity: 'iqama' } }] },
      });
      expect(JSON.stringify(again.body)).not.toContain(NEWCOMER.iqama);

      for (const as of [BEFORE, SINCE]) {
        const own = await running().ask({ as, path: '/v1/applications' });
        expect(own.body).toMatchObject({ entries: [{ applicationId: id }] });
        for (const rest of ['', '/timeline', '/bill', '/review'])
          expect(await running().ask({ as, path: path(rest) })).toMatchObject({ status: 200 });
        const stream = await running().send({ as, path: path('/stream'), method: 'HEAD' });
        expect(stream.status).toBe(200);
        const byNumber = `/v1/applications/${String(started.body['trackingNumber'])}`;
        expect(await running().ask({ as, path: byNumber })).toMatchObject({ status: 200 });
        // Of another number's digits: the owner is recognised by the token.
        const tracked = await running().ask({
          as,
          method: 'POST',
          path: `/v1/tracking/${String(started.body['trackingNumber'])}`,
          body: { lastFour: '0000' },
          headers: { 'idempotency-key': '' },
        });
        expect(tracked).toMatchObject({ status: 200, body: { phase: 'issued' } });
        expect((await running().ask({ as, path: '/v1/credentials' })).body).toMatchObject({
          entries: [
            {
              applicationId: id,
              personal: { number: NEWCOMER.iqama },
              category: 'employee',
              status: 'valid',
              validUntil: { calendar: expect.stringMatching('umm-al-qura') },
              grounds: [],
              supersededBy: null,
            },
          ],
        });
      }
      // What is left of the second payment is asked back under the new number.
      expect(await post(SINCE, path('/refund'), {})).toMatchObject({ status: 202 });
      expect((await running().ask({ as: 'r7', path: '/v1/credentials' })).body).toEqual({ entries: [] });

      // Two grounds after the issue, one told under the border number; each is lifted by itself.
      const grounds = (kinds: readonly string[], as = SINCE) =>
        until(
          () => running().ask({ as, path: '/v1/credentials' }),
          ({ body }) => {
            const [entry] = body['entries'] as readonly { readonly grounds: readonly string[] }[];
            return JSON.stringify(entry?.grounds.toSorted()) === JSON.stringify(kinds);
          },
          10_000,
        );
      await tell('medical-centres', 'medical-exam-reported', { ...exam, result: 'unfit' });
      await grounds(['medical-unfit']);
      await tell('labour', 'absence-reported', { reportId: 'r1' });
      await grounds(['absence-reported', 'medical-unfit']);
      const inArabic = { as: SINCE, path: path(''), headers: { 'accept-language': 'ar' } };
      expect((await running().ask(inArabic)).body).toMatchObject({
        credential: {
          status: 'suspended',
          groundsInEffect: [
            { kind: 'medical-unfit', owner: 'medical-centres', remedy: 'applicant', until: null },
            { kind: 'absence-reported', ownerName: 'العمل', says: expect.stringContaining('بلاغ تغيب') },
          ],
        },
      });
      expect(await running().ask({ as: 'r7', path: path('') })).toMatchObject({ status: 404 });
      const followed = await running().ask({
        as: 'r7',
        method: 'POST',
        path: `/v1/tracking/${String(started.body['trackingNumber'])}`,
        body: { lastFour: NEWCOMER.border.slice(-4) },
        headers: { 'idempotency-key': '' },
      });
      expect(followed.status).toBe(200);
      expect(JSON.stringify(followed.body)).not.toMatch(/unfit|absence|suspended/);
      await tell('medical-centres', 'medical-exam-reported', exam);
      await grounds(['absence-reported']);
      await tell('labour', 'absence-cancelled', { reportId: 'r1' });
      expect((await grounds([])).body).toMatchObject({ entries: [{ status: 'valid', groundsInEffect: [] }] });
      expect(await post('r7', path('/refund'), {})).toMatchObject({ status: 404 });
    });
  });
}
