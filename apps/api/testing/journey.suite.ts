import { describe, expect, it } from '@jest/globals';
import { ApplicantInTest } from './applicant.js';
import { pipelined } from './pipelined.js';
import { DETAILS, iqama } from './residents.js';
import { until, type RunningApi } from './running-api.js';

/** An application over HTTP. */
export function journeySuite(running: () => RunningApi): void {
  describe('an application over HTTP', () => {
    it('goes from start to issued without an officer, and tells its story', async () => {
      const resident = new ApplicantInTest(running(), 1);
      await resident.goodFacts();
      const check = await resident.post(
        '/v1/pre-checks',
        { ...resident.startBody(), channel: undefined, period: 12 },
        { 'idempotency-key': '' },
      );
      expect(check).toMatchObject({ status: 200, body: { fees: { total: 65_000 } } });

      const started = await resident.start();
      expect(started.status).toBe(201);
      expect(started.headers.get('location')).toBe(`/v1/applications/${resident.applicationId}`);
      expect(started.headers.get('etag')).toMatch(/^"0-[0-9a-f]{16}"$/);
      const early = await resident.post(resident.path('/submit'));
      expect(early).toMatchObject({ status: 409, body: { code: 'submission-incomplete' } });
      expect(early.body['errors']).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            at: 'details',
            code: 'details-missing',
            title: 'Enter the details first',
          }),
          expect.objectContaining({ at: 'review', code: 'review-missing' }),
        ]),
      );

      expect(await resident.details()).toMatchObject({ status: 200, body: { revision: 1, repeated: false } });
      for (const kind of ['passport-copy', 'photo']) expect((await resident.document(kind)).status).toBe(201);
      expect(await resident.askBill()).toMatchObject({ status: 200, body: { amount: 65_000 } });
      expect(await resident.pay()).toMatchObject({ status: 200, body: { matched: true, repeated: false } });
      expect(await resident.pay()).toMatchObject({ status: 200, body: { matched: true, repeated: true } });
      expect((await resident.declare()).status).toBe(200);
      const sheet = await running().ask({ as: resident.login, path: resident.path('/review') });
      expect(sheet.body).toMatchObject({
        missing: [],
        declaration: 'current',
        summary: { trackingNumber: resident.trackingNumber },
      });
      expect((await resident.post(resident.path('/submit'))).status).toBe(200);

      const issued = await until(
        () => resident.status(),
        // The decision first, then the fee.
        ({ body }) => body['phase'] === 'issued' && JSON.stringify(body).includes('"consumed":65000'),
      );
      expect(issued.body).toMatchObject({
        fees: { consumed: 65_000, payments: [{ amount: 65_000 }] },
        identity: { lastFour: iqama(1).slice(-4) },
      });
      const board = issued.body['board'];
      expect(board).toContainEqual(
        expect.objectContaining({ condition: 'no-violations', state: 'satisfied', says: expect.any(String) }),
      );
      expect(JSON.stringify(issued.body)).not.toContain('"subject"');

      const { body } = await running().ask({ as: 'officer-a', path: resident.path('/timeline') });
      expect(body['earlier']).toBeNull();
      const entries = body['entries'];
      expect(Array.isArray(entries) && entries.map((entry: { type: string }) => entry.type)).toEqual(
        expect.arrayContaining([
          'ApplicationStarted',
          'PaymentReceived',
          'ApplicationSubmitted',
          'IdentityIssued',
        ]),
      );

      const oldest = (entries as { id: string }[]).map(({ id }) => id);
      const before = await resident.status(`/timeline?before=${oldest[3]}`);
      expect(before.body).toMatchObject({ entries: (entries as unknown[]).slice(0, 3), earlier: null });
      for (const foreign of ['application.999', 'nonsense', 'fees.-1']) {
        expect(await resident.status(`/timeline?before=${foreign}`)).toMatchObject({
          status: 400,
          body: { code: 'invalid-request', errors: [{ at: 'query:before' }] },
        });
      }

      const tracked = await running().ask({
        method: 'POST',
        path: `/v1/tracking/${resident.trackingNumber.toLowerCase()}`,
        body: { lastFour: iqama(1).slice(-4) },
      });
      expect(tracked).toMatchObject({ status: 200, body: { phase: 'issued' } });
      for (const secret of ['NAIR', 'A1234567', iqama(1), resident.applicationId]) {
        expect(JSON.stringify(tracked.body)).not.toContain(secret);
      }
      expect(running().lines).toEqual([]);
    });

    it('answers a repeated request with its first answer, and refuses the key for another one', async () => {
      const resident = new ApplicantInTest(running(), 2);
      const key = { 'idempotency-key': '"start-2"' };
      const [first, second] = [
        await resident.post('/v1/applications', resident.startBody(), key),
        await resident.post('/v1/applications', resident.startBody(), key),
      ];
      expect(first.status).toBe(201);
      expect(second.status).toBe(201);
      expect(second.body).toEqual({ ...first.body, repeated: true });
      const other = await resident.post(
        '/v1/applications',
        { ...resident.startBody(), channel: 'kiosk' },
        key,
      );
      expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
      const again = await resident.post('/v1/applications', resident.startBody());
      const { applicationId, trackingNumber } = first.body;
      expect(again).toMatchObject({
        status: 409,
        body: { code: 'open-application-exists', errors: [{ params: { applicationId, trackingNumber } }] },
      });
      const missing = await resident.post('/v1/applications', resident.startBody(), {
        'idempotency-key': '',
      });
      expect(missing).toMatchObject({ status: 400, body: { code: 'idempotency-key-missing' } });
    });

    it('lists what a person applied for, and finds one by its tracking number, as soon as it is started', async () => {
      const resident = new ApplicantInTest(running(), 33);
      const get = (path: string) => running().ask({ as: resident.login, path });
      const started = await resident.post('/v1/applications', resident.startBody());
      const { applicationId, trackingNumber } = started.body;
      const byNumber = await get(
        `/v1/applications/${String(trackingNumber).toLowerCase().replaceAll('-', ' ')}`,
      );
      expect(byNumber).toMatchObject({ status: 200, body: { applicationId, phase: 'draft' } });
      const withdrawn = await resident.post(`/v1/applications/${String(applicationId)}/withdraw`, {});
      expect(withdrawn.status).toBe(200);
      await until(
        () => resident.post('/v1/applications', resident.startBody()),
        ({ status }) => status === 201,
      );
      const newest = await get('/v1/applications?limit=1');
      expect(newest.body).toMatchObject({ entries: [{ phase: 'draft' }], next: expect.any(String) });
      const older = await get(`/v1/applications?limit=1&cursor=${String(newest.body['next'])}`);
      expect(older.body).toMatchObject({ entries: [{ applicationId, trackingNumber }], next: null });

      const stranger = new ApplicantInTest(running(), 34);
      const other = await running().ask({ as: stranger.login, path: '/v1/applications' });
      expect(JSON.stringify(other.body)).not.toContain(String(applicationId));
      const path = `/v1/applications/${String(trackingNumber)}`;
      expect((await running().ask({ as: stranger.login, path })).status).toBe(404);
      expect(await get('/v1/applications?cursor=bm9uZQ')).toMatchObject({
        status: 400,
        body: { errors: [{ at: 'query:cursor', code: 'cursor-unknown' }] },
      });
    });

    it('refuses a request while the same one is under way: one is carried out', async () => {
      const resident = new ApplicantInTest(running(), 3);
      const key = { 'idempotency-key': 'start-3' };
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => resident.post('/v1/applications', resident.startBody(), key)),
      );
      const codes = answers.map(({ status, body }) =>
        status === 201 ? body['applicationId'] : body['code'],
      );
      const ids = new Set(codes.filter((code) => code !== 'request-in-flight'));
      expect(ids.size).toBe(1);
      expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    });

    it('acts on the revision the caller saw, or not at all', async () => {
      const resident = new ApplicantInTest(running(), 4);
      await resident.start();
      const declaration = { declaration: true };
      expect(await resident.post(resident.path('/review'), declaration)).toMatchObject({ status: 428 });
      expect(await resident.post(resident.path('/review'), declaration, { 'if-match': '*' })).toMatchObject({
        status: 428,
      });
      await resident.details();
      const declare = (ifMatch: string, as = resident.login) =>
        running().ask({
          as,
          method: 'POST',
          path: resident.path('/review'),
          body: declaration,
          headers: { 'if-match': ifMatch },
        });
      const stale = await declare('"0"');
      expect(stale).toMatchObject({ status: 412, body: { code: 'stale-revision', revision: 1 } });
      expect(await declare('1')).toMatchObject({
        status: 400,
        body: { errors: [{ at: 'header:If-Match' }] },
      });
      for (const tag of ['', '"0"', '*', '"1"', '"x"'])
        expect(await declare(tag, 'r7')).toMatchObject({
          status: 404,
          body: { code: 'application-not-found' },
        });
      expect((await resident.details(DETAILS, { 'if-match': 'W/"0-0123456789abcdef"' })).status).toBe(412);
      const sheet = await running().ask({ as: resident.login, path: resident.path('/review') });
      // What nginx makes of it when it compresses.
      const weak = `"x", W/${sheet.headers.get('etag')}`;
      expect((await declare(weak)).status).toBe(200);
      expect((await resident.details({ ...DETAILS, period: 6 }, { 'if-match': '"2"' })).status).toBe(200);
    });

    it('answers 304 to a reader who has it already, until what is sent is another', async () => {
      const resident = new ApplicantInTest(running(), 28);
      await resident.start();
      await resident.details();
      const asksBill = await resident.askBill();
      const read = async (rest: string, tag: string) => {
        const path = resident.path(rest);
        return running().send({ as: resident.login, path, headers: { 'if-none-match': tag } });
      };
      const asked = `?minFeesRevision=0`;
      const tags = new Map<string, string>();
      for (const rest of [asked, `/timeline${asked}`, '/review', '/bill']) {
        const first = await read(rest, '');
        const tag = String(first.headers.get('etag'));
        expect(tag).toMatch(rest === '/bill' ? /^"fees-0-[0-9a-f]{16}"$/ : /^"1-[0-9a-f]{16}"$/);
        tags.set(rest, tag);
        for (const known of [tag, `W/${tag}`, `"0", ${tag}`, '*']) {
          const again = await read(rest, known);
          expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
        }
        for (const other of ['"1"', '"', `${tag.slice(0, -2)}x"`])
          expect((await read(rest, other)).status).toBe(200);
        await first.text();
      }
      expect(asksBill.headers.get('etag')).toBe(tags.get('/bill'));
      const mistaken = { 'if-match': String(tags.get('/bill')) };
      expect((await resident.details(DETAILS, mistaken)).status).toBe(412);
      const before = await read(asked, '');
      await resident.pay();
      const paid = await read('/bill', String(tags.get('/bill')));
      expect(paid.headers.get('etag')).toMatch(/^"fees-1-[0-9a-f]{16}"$/);
      expect(await paid.json()).toMatchObject({ paid: resident.bill.amount });
      const { body } = await until(
        () => resident.status(),
        (answer) => JSON.stringify(answer.body).includes(`"paid":${resident.bill.amount}`),
      );
      expect(body['revision']).toBe(1);
      const after = await read('', String(before.headers.get('etag')));
      expect(after.status).toBe(200);
      expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
    });

    it('knows a request again however its path is written', async () => {
      const resident = new ApplicantInTest(running(), 29);
      await resident.start();
      const key = { 'idempotency-key': 'details-29' };
      const id = resident.applicationId;
      const encoded = Array.from(id, (one) => `%${(one.codePointAt(0) ?? 0).toString(16)}`).join('');
      const answers = [];
      for (const path of [id, id.toUpperCase(), encoded, `${encoded.slice(0, 3)}${id.slice(1)}`]) {
        const request = { as: resident.login, method: 'PUT', body: DETAILS, headers: key };
        answers.push(await running().ask({ ...request, path: `/v1/applications/${path}/details` }));
      }
      const [first, ...others] = answers.map(({ body }) => body);
      expect(first).toMatchObject({ revision: 1, repeated: false });
      for (const other of others) expect(other).toEqual({ ...first, repeated: true });
    });

    it('shows a reader their own write: where the Location of a start leads, and what a revision asks for', async () => {
      for (const n of [5, 23, 24, 25]) {
        const resident = new ApplicantInTest(running(), n);
        const location = String((await resident.start()).headers.get('location'));
        const places = [location, `${location}/timeline`, `${location}/review`];
        const seen = await Promise.all(places.map((path) => running().ask({ as: resident.login, path })));
        expect(seen.map(({ status }) => status)).toEqual([200, 200, 200]);
        const { body } = await resident.details();
        const asked = `minRevision=${String(body['revision'])}`;
        expect(await resident.status(`?${asked}`)).toMatchObject({ status: 200, body: { revision: 1 } });
        expect(await resident.status(`/timeline?${asked}`)).toMatchObject({ body: { revision: 1 } });
      }
    });

    it('waits for a revision no longer than it may, and never shows less', async () => {
      const resident = new ApplicantInTest(running(), 26);
      await resident.start();
      const asked = async (query: string) => {
        const began = performance.now();
        const answer = await resident.status(query);
        return { ...answer, ms: performance.now() - began };
      };
      expect((await asked('?minRevision=0&waitMs=2000')).status).toBe(200);
      const behind = await asked('?minRevision=99&waitMs=20');
      expect(behind).toMatchObject({
        status: 503,
        body: { code: 'application-not-visible-yet', revision: 0 },
      });
      expect(behind.headers.get('retry-after')).toBe('1');
      const byDefault = await asked('?minRevision=99');
      expect(byDefault.status).toBe(503);
      expect(byDefault.ms).toBeGreaterThanOrEqual(990);
      expect((await asked('?minFeesRevision=0&waitMs=20')).status).toBe(503);
      expect(await asked('?minRevision=0&waitMs=2001')).toMatchObject({
        status: 400,
        body: { errors: [{ at: 'query:waitMs' }] },
      });
      expect((await asked('?minRevision=-1')).status).toBe(400);
      const unknown = '/v1/applications/00000000-0000-4000-8000-000000000000';
      const nothing = await running().ask({ as: 'r26', path: `${unknown}?minRevision=0&waitMs=2000` });
      expect(nothing).toMatchObject({ status: 404, body: { code: 'application-not-found' } });
      expect(await running().ask({ as: 'r7', path: resident.path('?minRevision=99') })).toMatchObject({
        status: 404,
        body: { code: 'application-not-found' },
      });
    });

    it('shows the bill that was just asked for, and what became of the money', async () => {
      const resident = new ApplicantInTest(running(), 27);
      await resident.start();
      const bill = () => running().ask({ as: 'r27', path: resident.path('/bill') });
      expect(await bill()).toMatchObject({ status: 404, body: { code: 'bill-not-found' } });
      for (const period of [12, 24, 12]) {
        await resident.details({ ...DETAILS, period });
        const { body } = await resident.askBill();
        expect(await bill()).toMatchObject({ status: 200, body });
        const status = await resident.status(`?minFeesRevision=${String(body['feesRevision'])}`);
        expect(status.body).toMatchObject({ fees: { bill: { billNumber: body['billNumber'] } } });
      }
      await resident.pay();
      const refund = await resident.post(resident.path('/refund'), { of: 'everything' });
      expect(refund.status).toBe(202);
      const status = await resident.status(`?minFeesRevision=${String(refund.body['feesRevision'])}`);
      expect(status.body).toMatchObject({ fees: { refunding: resident.bill.amount } });
    });

    it('keeps a case from everybody it is not for, as if it were not there', async () => {
      const resident = new ApplicantInTest(running(), 6);
      await resident.start();
      await resident.status('?minRevision=0&waitMs=2000');
      const other = (path: string, method = 'GET', body?: unknown) =>
        running().ask({ as: 'r7', path: resident.path(path), method, ...(body !== undefined && { body }) });
      for (const answer of [
        await other(''),
        await other('/timeline'),
        await other('/stream'),
        await other('/review'),
        await other('/bill'),
        await other('/details', 'PUT', DETAILS),
        await other('/submit', 'POST'),
        await other('/withdraw', 'POST', {}),
        await other('/bill', 'POST'),
        await other('/refund', 'POST'),
      ]) {
        expect(answer).toMatchObject({ status: 404, body: { code: 'application-not-found' } });
      }
      expect((await running().ask({ as: 'r6', path: '/v1/applications/not-an-id' })).status).toBe(404);
      expect((await running().ask({ path: resident.path('') })).status).toBe(401);
      expect((await running().ask({ as: 'analyst', path: resident.path('') })).status).toBe(403);
      expect((await running().ask({ as: 'traffic', path: resident.path('') })).status).toBe(403);
      expect((await running().ask({ as: 'nobody', path: resident.path('') })).body['code']).toBe(
        'identity-missing',
      );
      await resident.details();
      await until(
        () => resident.status(),
        ({ body }) => body['revision'] === 1,
      );
      expect((await running().ask({ as: 'operator', path: resident.path('') })).body).toMatchObject({
        details: { personal: 'hidden' },
      });
      expect((await running().ask({ as: 'officer-a', path: resident.path('') })).body).toMatchObject({
        details: { personal: { passport: { surname: 'NAIR' } } },
      });
    });

    it('says what is wrong with numbers and days, and lets nobody apply for another', async () => {
      const resident = new ApplicantInTest(running(), 8);
      const applicant = (iqamaNumber: string) => ({
        ...resident.startBody(),
        applicant: { kind: 'renewal', iqamaNumber },
      });
      const mistyped = iqama(8).slice(0, 9) + String((Number(iqama(8)[9]) + 1) % 10);
      expect(await resident.post('/v1/applications', applicant(mistyped))).toMatchObject({
        status: 422,
        body: {
          code: 'invalid-content',
          errors: [{ at: '/applicant/iqamaNumber', code: 'wrong-check-digit' }],
        },
      });
      expect(await resident.post('/v1/applications', resident.startBody(9))).toMatchObject({
        status: 403,
        body: { code: 'identity-is-another' },
      });
      const arabic = Array.from(iqama(8), (digit) => String.fromCodePoint(0x660 + Number(digit))).join('');
      const started = await resident.post('/v1/applications', applicant(arabic));
      expect(started.status).toBe(201);
      const path = `/v1/applications/${String(started.body['applicationId'])}/details`;
      const wrong = {
        ...DETAILS,
        sponsorNumber: '9001234567',
        passport: {
          ...DETAILS.passport,
          nationality: 'ZZQ',
          surname: '',
          givenNames: '',
          expiry: '2031-02-30',
          mrz: ['x', 'y'],
        },
      };
      expect(await running().ask({ as: 'r8', method: 'PUT', path, body: wrong })).toMatchObject({
        status: 422,
        body: {
          errors: [
            { at: '/passport/nationality', code: 'nationality-unknown' },
            { at: '/passport/surname', code: 'name-missing' },
            { at: '/passport/expiry', code: 'no-such-day' },
            { at: '/sponsorNumber', code: 'wrong-prefix' },
          ],
        },
      });
      const { mrz: _, ...withoutLines } = DETAILS.passport;
      const oneName = { ...DETAILS, passport: { ...withoutLines, surname: '', givenNames: 'Rahul' } };
      expect((await running().ask({ as: 'r8', method: 'PUT', path, body: oneName })).status).toBe(200);
      const citizen = { ...DETAILS, passport: { ...DETAILS.passport, nationality: 'SAU' } };
      expect(await running().ask({ as: 'r8', method: 'PUT', path, body: citizen })).toMatchObject({
        status: 422,
        body: { errors: [{ at: '/passport/nationality', code: 'nationality-citizen' }] },
      });
      const unreadable = {
        ...DETAILS,
        occupation: 'MOHAMMED-1',
        passport: { ...DETAILS.passport, surname: '\u041D\u0410\u0418\u0420', givenNames: '-' },
      };
      expect(await running().ask({ as: 'r8', method: 'PUT', path, body: unreadable })).toMatchObject({
        status: 400,
        body: {
          detail: expect.stringContaining('Only Latin letters with their accents, spaces, hyphens'),
          errors: [
            { at: '/occupation', code: 'field-format', params: { pattern: expect.any(String) } },
            { at: '/passport/surname', code: 'not-a-latin-name' },
            { at: '/passport/givenNames', code: 'not-a-latin-name' },
          ],
        },
      });
      const payment = {
        billNumber: '4203910118234',
        paymentId: 'P-1',
        amount: 1,
        paidAt: '2026-03-01T09:00:00Z',
      };
      for (const bank of ['\u202ESABB', '123', 'SA\tBB'])
        expect(
          await running().ask({
            as: 'sadad',
            method: 'POST',
            path: '/v1/sadad/notifications',
            body: { ...payment, bank },
            headers: { 'accept-language': 'ar' },
          }),
        ).toMatchObject({
          status: 400,
          body: {
            detail: expect.stringContaining('حرف واحد على الأقل'),
            errors: [{ at: '/bank', code: 'text-unreadable' }],
          },
        });
      const kinds = {
        ...resident.startBody(),
        applicant: { kind: 'visitor', iqamaNumber: iqama(8), borderNumber: '3001234567' },
      };
      expect(await resident.post('/v1/applications', kinds)).toMatchObject({
        status: 400,
        body: { code: 'invalid-request' },
      });
      const both = {
        ...resident.startBody(),
        applicant: { kind: 'renewal', iqamaNumber: iqama(8), borderNumber: '3001234567' },
      };
      expect(await resident.post('/v1/applications', both)).toMatchObject({
        status: 400,
        body: { errors: [{ at: '/applicant/borderNumber', code: 'field-unknown' }] },
      });
    });

    it('can be withdrawn, and the money asked back', async () => {
      const resident = new ApplicantInTest(running(), 10);
      await resident.prepare();
      expect(await resident.post(resident.path('/withdraw'), { reason: 'hassan-nair' })).toMatchObject({
        status: 400,
        body: { errors: [{ at: '/reason', code: 'field-choice' }] },
      });
      expect((await resident.post(resident.path('/withdraw'), { reason: 'no-longer-needed' })).status).toBe(
        200,
      );
      expect((await resident.post(resident.path('/submit'))).body['code']).toBe('application-closed');
      const refund = () => resident.post(resident.path('/refund'));
      await until(refund, ({ status }) => status === 202);
      const bill = await until(
        () => running().ask({ as: 'r10', path: resident.path('/bill') }),
        ({ body }) => body['paid'] === 65_000,
      );
      expect(bill.body).toMatchObject({ billNumber: resident.bill.billNumber });
      // What the stay costs elsewhere is shown beside what the bill asks for, and is no part of it.
      for (const [language, says] of [
        ['en', 'Work permit: paid by the employer'],
        ['ar', 'رخصة العمل: يسددها صاحب العمل'],
      ] as const) {
        const headers = { 'accept-language': language };
        const shown = { least: 840_000, most: 960_000, says: expect.stringContaining(says) };
        const quote = { total: 65_000, notCharged: [{ code: 'work-permit', ...shown }] };
        expect(await running().ask({ as: 'r10', path: resident.path('/bill'), headers })).toMatchObject({
          body: { amount: 65_000, quote },
        });
        expect(await running().ask({ as: 'r10', path: resident.path(''), headers })).toMatchObject({
          body: { quote: null, fees: { bill: { quote } } },
        });
      }
    });

    it('can be decided by officers: claimed, refused to another, decided', async () => {
      const resident = new ApplicantInTest(running(), 11);
      await resident.goodFacts();
      await resident.start();
      const [upper, lower] = DETAILS.passport.mrz;
      await resident.details({
        ...DETAILS,
        passport: { ...DETAILS.passport, surname: 'MENON', mrz: [upper, lower] },
      });
      for (const kind of ['passport-copy', 'photo']) await resident.document(kind);
      await resident.askBill();
      await resident.pay();
      await resident.declare();
      expect((await resident.post(resident.path('/submit'))).status).toBe(200);
      await until(
        () => resident.status(),
        ({ body }) => body['phase'] === 'in-review',
      );
      const queue = await until(
        () => running().ask({ as: 'officer-a', path: '/v1/review-queue?limit=10&category=employee' }),
        ({ body }) => JSON.stringify(body).includes(resident.applicationId),
      );
      expect(queue.body).toMatchObject({ next: null });
      const officer = (as: string, path: string, body?: object) =>
        running().ask({ as, method: 'POST', path: resident.path(path), ...(body !== undefined && { body }) });
      const approve = { decision: 'approve', reason: 'name-changed-by-marriage' };
      expect((await officer('officer-a', '/decision', approve)).body['code']).toBe('not-claimed');
      expect((await officer('officer-a', '/review-claim')).status).toBe(200);
      expect((await officer('officer-b', '/review-claim')).body['code']).toBe('claimed-by-another');
      expect((await officer('officer-b', '/decision', approve)).body['code']).toBe('claimed-by-another');
      expect((await officer('officer-a', '/review-release')).status).toBe(200);
      expect((await officer('officer-b', '/review-claim')).status).toBe(200);
      expect((await officer('officer-b', '/decision', approve)).status).toBe(200);
      await until(
        () => resident.status(),
        ({ body }) => body['phase'] === 'issued',
      );
      expect((await running().ask({ as: 'r11', path: '/v1/review-queue' })).status).toBe(403);
    });

    it('gives up its tracking number’s secrets to nobody who guesses', async () => {
      const resident = new ApplicantInTest(running(), 12);
      await resident.start();
      const right = iqama(12).slice(-4);
      const wrong = right === '0000' ? '1111' : '0000';
      const track = (digits: string, number = resident.trackingNumber, as?: string) =>
        running().ask({
          method: 'POST',
          path: `/v1/tracking/${number}`,
          body: { lastFour: digits },
          ...(as !== undefined && { as }),
        });
      await resident.status('?minRevision=0&waitMs=2000');
      expect((await track(right)).status).toBe(200);
      expect(await track(inArabicDigits(right))).toMatchObject({
        status: 200,
        body: { next: { by: 'applicant' } },
      });
      expect(await track('12')).toMatchObject({ status: 400, body: { errors: [{ at: '/lastFour' }] } });
      const inTheAddress = `/v1/tracking/${resident.trackingNumber}?lastFour=${right}`;
      expect((await running().ask({ path: inTheAddress })).status).toBe(405);
      expect(await track('0000', 'P74J-MWTJ-A04Z')).toMatchObject({
        status: 422,
        body: { errors: [{ code: 'wrong-check-character' }] },
      });
      const guesses = await pipelined(running().url, 300, {
        path: `/v1/tracking/${resident.trackingNumber}`,
        body: { lastFour: wrong },
      });
      // A busy machine may say to try again later; more than ten are never judged.
      const { 404: judged = 0, 429: stopping = 0, 503: busy = 0, ...other } = guesses;
      expect({ judged: judged <= 10, all: judged + stopping + busy, other }).toEqual({
        judged: true,
        all: 300,
        other: {},
      });
      expect(stopping).toBeGreaterThan(200);
      const stopped = await track(right);
      expect(stopped).toMatchObject({ status: 429, body: { code: 'too-many-attempts' } });
      expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(stopped.headers.get('ratelimit-policy')).toBe('"tracking-number";q=10;w=900');
      expect((await track(wrong, resident.trackingNumber, 'r11')).status).toBe(429);
      expect(await track(right, resident.trackingNumber, resident.login)).toMatchObject({
        status: 200,
        body: { phase: 'draft' },
      });
      expect((await resident.status()).status).toBe(200);
    });

    it('is erased on demand: the data is gone, what happened remains', async () => {
      const resident = new ApplicantInTest(running(), 13);
      await resident.start();
      await resident.details();
      await until(
        () => resident.status(),
        ({ body }) => body['revision'] === 1,
      );
      const operator = (as: string, path: string, body?: object) =>
        running().ask({
          as,
          method: body === undefined && path === '' ? 'GET' : 'POST',
          path: `/v1/operations/erasures${path}`,
          ...(body !== undefined && { body }),
        });
      const request = (identity: string) => operator('operator', '', { identity, reason: 'asked-by-person' });
      expect((await request('iqama:1')).status).toBe(422);
      expect(await request(`iqama:${iqama(99)}`)).toMatchObject({
        status: 404,
        body: { code: 'nothing-to-erase' },
      });
      expect(await request(`iqama:${iqama(13)}`)).toMatchObject({
        status: 409,
        body: { code: 'erasure-blocked', errors: [{ code: 'case-open' }] },
      });
      const withdraw = { as: resident.login, method: 'POST', path: resident.path('/withdraw'), body: {} };
      expect((await running().ask(withdraw)).status).toBe(200);
      const requested = await request(`iqama:${iqama(13)}`);
      expect(requested).toMatchObject({ status: 201, body: { phase: 'requested', confirmedBy: null } });
      const at = `/${String(requested.body['subject'])}`;
      expect(requested.headers.get('location')).toBe(`/v1/operations/erasures${at}`);
      expect(await operator('operator', `${at}/confirm`)).toMatchObject({
        status: 403,
        body: { code: 'erasure-needs-another-operator' },
      });
      expect(await operator('operator-b', `${at}/cancel`)).toMatchObject({ body: { phase: 'cancelled' } });
      expect((await operator('operator-b', `${at}/confirm`)).body['code']).toBe('erasure-not-requested');
      expect(await request(`iqama:${iqama(13)}`)).toMatchObject({
        status: 201,
        body: { phase: 'requested' },
      });
      expect(await operator('operator-b', `${at}/confirm`)).toMatchObject({ body: { phase: 'confirmed' } });
      await until(
        () => operator('operator', ''),
        ({ body }) => JSON.stringify(body).includes('completed'),
      );
      const show = (path: string) =>
        running().ask({ as: 'operator', path: `/v1/operations/erasures/${path}` });
      expect(await show(at.slice(1))).toMatchObject({
        status: 200,
        body: { phase: 'completed', cases: 1, reason: 'asked-by-person', confirmedBy: 'operator-b' },
      });
      for (const none of ['0'.repeat(32), 'nobody'])
        expect(await show(none)).toMatchObject({ status: 404, body: { code: 'erasure-not-found' } });
      expect((await running().ask({ as: 'officer-a', path: '/v1/operations/erasures' })).status).toBe(403);
      const lines = running().lines.filter((line) => line.includes('is confirmed by operator'));
      expect(lines).toHaveLength(1);
      expect(lines[0]).not.toContain(iqama(13));
      const erased = await until(
        () => running().ask({ as: 'officer-a', path: resident.path('') }),
        ({ body }) => body['identity'] === 'erased',
      );
      expect(erased.body).toMatchObject({ details: { personal: 'erased' } });
      expect(JSON.stringify(erased.body)).not.toContain('NAIR');
    });

    it('is counted in the report without anybody being recognisable', async () => {
      const today = new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 10);
      const report = (query: string) =>
        running().ask({ as: 'analyst', path: `/v1/reports/applications?${query}` });
      expect(await report(`from=${today}&to=${today}`)).toMatchObject({
        status: 200,
        body: { from: today, k: 5 },
      });
      expect((await report(`from=${today}&to=2020-01-01`)).body).toMatchObject({
        errors: [{ at: 'query:to', code: 'period-reversed' }],
      });
      expect((await report('from=2026-02-30&to=2026-03-01')).status).toBe(422);
      expect((await report('from=today')).status).toBe(400);
    });
  });
}

const inArabicDigits = (digits: string): string =>
  digits.replaceAll(/\d/g, (digit) => String.fromCharCode(0x0660 + Number(digit)));
