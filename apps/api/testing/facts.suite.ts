import { describe, expect, it } from '@jest/globals';
import { ApplicantInTest } from './applicant.js';
import { fact, iqama } from './residents.js';
import { until, type Answer, type RunningApi } from './running-api.js';

const STRUCTURED = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';

/** What services tell the API. */
export function factsSuite(running: () => RunningApi): void {
  describe('what services tell the API', () => {
    const tell = (
      as: string,
      body: unknown,
      type = STRUCTURED,
      headers: Record<string, string> = {},
    ): Promise<Answer> =>
      running().ask({
        as,
        method: 'POST',
        path: '/v1/facts',
        body,
        headers: { 'idempotency-key': '', 'content-type': type, ...headers },
      });

    it('takes a fact once, however often it is sent', async () => {
      const recorded = fact(14, 'traffic', 'violation-recorded', { violationId: 'T-1', amount: 30_000 });
      const results = (result: string, problem: unknown = null) => [
        { source: '/traffic', id: recorded.id, result, problem },
      ];
      expect(await tell('traffic', recorded)).toMatchObject({
        status: 200,
        body: { results: results('recorded') },
      });
      expect(await tell('traffic', recorded)).toMatchObject({
        status: 200,
        body: { results: results('known') },
      });
      const contradiction = { ...recorded, data: { violationId: 'T-1', amount: 1 } };
      expect(await tell('traffic', contradiction)).toMatchObject({
        status: 409,
        body: { code: 'fact-conflicts', errors: [{ at: '/id', code: 'fact-conflicts' }] },
      });
      expect(await tell('traffic', [contradiction], BATCH)).toMatchObject({
        status: 200,
        body: {
          results: results('refused', expect.objectContaining({ code: 'fact-conflicts', status: 409 })),
        },
      });
    });

    it('takes as many facts as it says, each as large as it says, and not a byte more', async () => {
      const padded = (size: number) => {
        const event = { ...fact(30, 'accounts', 'account-activated', {}), padding: '' };
        const padding = 'x'.repeat(size - Buffer.byteLength(JSON.stringify(event)));
        return { ...event, padding };
      };
      const facts = Array.from({ length: 500 }, () => padded(8_192 - 1));
      // With the commas between them and one bracket it is 500 times 8 KiB, to the byte; with the other, one more.
      const body = JSON.stringify([...facts.slice(1), padded(8_192 - 2)]);
      expect(Buffer.byteLength(body)).toBe(500 * 8_192);
      const taken = await tell('accounts', body, BATCH);
      expect(taken.status).toBe(200);
      expect(taken.body['results']).toHaveLength(500);
      expect(await tell('accounts', `${body} `, BATCH)).toMatchObject({
        status: 413,
        body: { code: 'body-too-large' },
      });
      expect((await tell('accounts', padded(16_384))).status).toBe(200);
      expect(await tell('accounts', padded(16_384 + 1))).toMatchObject({
        status: 400,
        body: {
          code: 'facts-not-valid',
          errors: [
            {
              at: '/',
              code: 'fact-too-large',
              params: { maxBytes: 16_384 },
              detail: 'A fact is larger, in bytes, than a fact may be (at most 16384)',
            },
          ],
        },
      });
      const elsewhere = `{"applicant":"${'x'.repeat(65_536)}"}`;
      expect((await tell('accounts', elsewhere, 'application/json')).status).toBe(400);
      const other = await running().ask({
        as: 'r30',
        method: 'POST',
        path: '/v1/applications',
        body: elsewhere,
      });
      expect(other).toMatchObject({ status: 413, body: { code: 'body-too-large' } });
    });

    it('takes a batch whole, in order, or not at all', async () => {
      const good = [
        fact(15, 'traffic', 'violation-recorded', { violationId: 'T-2', amount: 100 }),
        fact(15, 'traffic', 'violation-settled', { violationId: 'T-2' }),
      ];
      const bad = fact(15, 'traffic', 'violation-settled', { violation: 'T-2' });
      expect(await tell('traffic', [...good, bad], BATCH)).toMatchObject({
        status: 400,
        body: {
          code: 'facts-not-valid',
          errors: [
            { at: '/2/data/violationId', code: 'field-required' },
            { at: '/2/data/violation', code: 'field-unknown' },
          ],
        },
      });
      const taken = await tell('traffic', good, BATCH);
      expect(taken).toMatchObject({
        status: 200,
        body: { results: [{ result: 'recorded' }, { result: 'recorded' }] },
      });
      expect(await tell('traffic', [], BATCH)).toMatchObject({ status: 200, body: { results: [] } });
      const many = Array.from({ length: 501 }, () => 1);
      expect(await tell('traffic', many, BATCH)).toMatchObject({
        status: 400,
        body: { errors: [{ code: 'batch-too-large' }] },
      });
    });

    it('takes a fact in binary mode', async () => {
      const { data, ...attributes } = fact(16, 'accounts', 'account-activated', {});
      const headers = Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]),
      );
      expect(await tell('accounts', data, 'application/json', headers)).toMatchObject({
        status: 200,
        body: { results: [{ source: '/accounts', id: attributes.id, result: 'recorded' }] },
      });
      expect(await tell('accounts', data, 'application/json')).toMatchObject({
        status: 400,
        body: { errors: [{ code: 'not-a-cloud-event' }] },
      });
    });

    it('lets no service speak for another', async () => {
      const absence = fact(16, 'labour', 'absence-reported', { reportId: 'H-1' });
      for (const [as, event] of [
        ['traffic', absence],
        ['traffic', { ...absence, source: '/traffic' }],
        ['labour', { ...absence, source: '/passports' }],
      ] as const) {
        expect(await tell(as, event)).toMatchObject({
          status: 403,
          body: { code: 'fact-not-yours', errors: [{ at: '/0' }] },
        });
      }
      expect(await tell('labour', { ...absence, source: '/labour/riyadh' })).toMatchObject({ status: 200 });
      const directive = {
        directiveId: 'D-1448-17',
        title: { ar: 'إيقاف', en: 'Paused' },
        covers: { services: ['renew'] },
        source: 'Circular 1448/17 (invented)',
        from: '2026-01-01T00:00:00Z',
        effect: 'stop',
      };
      const { subject: _, ...event } = fact(16, 'directives-desk', 'directive-imposed', directive);
      expect((await tell('labour', event)).status).toBe(403);
      expect(
        (
          await running().ask({
            as: 'r14',
            method: 'POST',
            path: '/v1/facts',
            body: absence,
            headers: { 'content-type': STRUCTURED },
          })
        ).status,
      ).toBe(403);
    });

    it.each([
      ['no type', { specversion: '1.0' }, 400, '/type'],
      ['an unknown type', { ...fact(14, 'traffic', 'weather', {}) }, 400, '/type'],
      [
        'another version',
        { ...fact(14, 'traffic', 'violation-settled', { violationId: 'x' }), specversion: '0.3' },
        400,
        '/specversion',
      ],
      [
        'a wrong check digit',
        { ...fact(14, 'traffic', 'violation-settled', { violationId: 'x' }), subject: 'iqama:2000000000' },
        400,
        '/subject',
      ],
      [
        'a day that is none',
        {
          ...fact(14, 'passports', 'passport-updated', {
            number: 'A1',
            nationality: 'IND',
            expiry: '2031-02-30',
          }),
        },
        400,
        '/data/expiry',
      ],
      ['a list', [], 400, '/'],
      ['null', 'null', 400, '/'],
    ])('refuses a fact with %s and names the place', async (_what, body, status, at) => {
      const answer = await tell('traffic', body);
      expect(answer).toMatchObject({
        status,
        body: { code: 'facts-not-valid', errors: expect.arrayContaining([expect.objectContaining({ at })]) },
      });
    });

    it('takes payments from SADAD alone, keeps those of no bill, and tells a contradiction', async () => {
      const resident = new ApplicantInTest(running(), 17);
      await resident.start();
      await resident.details();
      await resident.askBill();
      expect(await resident.pay({ billNumber: '9999999999999' })).toMatchObject({
        status: 200,
        body: { matched: false },
      });
      expect(await resident.pay()).toMatchObject({ status: 200, body: { matched: true, repeated: false } });
      expect(await resident.pay({ amount: 1 })).toMatchObject({
        status: 409,
        body: { code: 'payment-id-reused' },
      });
      for (const wrong of [
        { amount: 0 },
        { amount: 1.5 },
        { amount: '650' },
        { billNumber: '123' },
        { paidAt: 'yesterday' },
      ]) {
        expect((await resident.pay(wrong)).status).toBe(400);
      }
      expect((await resident.pay({ paidAt: '2026-02-30T00:00:00Z' })).status).toBe(422);
      const body = { ...resident.bill, paymentId: 'forged', paidAt: '2026-03-01T09:00:00Z' };
      for (const as of ['traffic', 'r17']) {
        expect(
          (await running().ask({ as, method: 'POST', path: '/v1/sadad/notifications', body })).status,
        ).toBe(403);
      }
      const seen = await until(
        () => resident.status(),
        (answer) => JSON.stringify(answer.body['fees']).includes('"paid":65000'),
      );
      expect(seen.body).toMatchObject({ fees: { payments: [{ met: 'exactly' }], refundable: 65_000 } });
    });

    it('leaves no identity number in the log, whatever was sent', () => {
      expect(running().lines.join('')).not.toContain(iqama(14));
    });
  });
}
