import { describe, expect, it } from '@jest/globals';
import { ApplicantInTest } from './applicant.js';
import { DETAILS } from './residents.js';
import { type Answer, until, type RunningApi } from './running-api.js';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** What an applicant enters is held against the registers, and it is the registers' word that counts. */
export function claimsSuite(running: () => RunningApi): void {
  describe('what is entered is a claim', () => {
    const { mrz: _, ...passport } = DETAILS.passport;
    const known = async (n: number) => {
      const resident = new ApplicantInTest(running(), n);
      await resident.goodFacts();
      return resident;
    };
    const reaches = (of: ApplicantInTest, phase: string) =>
      until(
        () => of.status(),
        ({ body }) => body['phase'] === phase,
      );
    const sent = async (of: ApplicantInTest, details: object, category = 'employee') => {
      await of.start(category);
      await of.details(details);
      for (const kind of ['passport-copy', 'photo']) await of.document(kind);
      await of.askBill();
      await of.pay();
      await of.declare();
      expect((await of.post(of.path('/submit'))).status).toBe(200);
    };
    const boardOf = ({ body }: Answer) => body['board'] as readonly Readonly<Record<string, unknown>>[]; // as documented
    const row = (answer: Answer, condition: string) =>
      boardOf(answer).find((one) => one['condition'] === condition);
    const preCheck = (of: ApplicantInTest, category: string, more: object = {}) =>
      of.post(
        '/v1/pre-checks',
        { ...of.startBody(), channel: undefined, category, period: 12, ...more },
        { 'idempotency-key': '' },
      );

    it('MICKEY MOUSE is not issued by the rules: which fields differ is told, no value is; corrected, it goes on', async () => {
      const resident = await known(36);
      await sent(resident, { ...DETAILS, passport: { ...passport, surname: 'MOUSE', givenNames: 'MICKEY' } });
      const waiting = await reaches(resident, 'action-required');
      const differing = row(waiting, 'passport-current');
      expect(differing).toMatchObject({
        reason: 'passport-details-differ',
        remedy: 'applicant',
        fields: ['surname', 'givenNames'],
      });
      expect(JSON.stringify(differing)).not.toMatch(/NAIR|RAHUL|MOUSE/);
      expect((await resident.details({ ...DETAILS, passport })).status).toBe(200);
      await reaches(resident, 'issued');
    });

    it('who insists is seen by an officer, who alone sees both beside each other', async () => {
      const resident = await known(37);
      await sent(resident, { ...DETAILS, passport: { ...passport, surname: 'MOUSE' }, insists: true });
      await reaches(resident, 'in-review');
      const claims = (as: string) => running().ask({ as, path: resident.path('/claims') });
      expect(await claims('officer-a')).toMatchObject({ status: 409, body: { code: 'not-claimed' } });
      await running().ask({ as: 'officer-a', method: 'POST', path: resident.path('/review-claim') });
      const entries = (await claims('officer-a')).body['entries'];
      expect(entries).toContainEqual({
        field: 'surname',
        claimed: 'MOUSE',
        registered: 'NAIR',
        differs: true,
      });
      expect(entries).toContainEqual({
        field: 'category',
        claimed: 'employee',
        registered: 'employee',
        differs: false,
      });
      expect(await claims('officer-b')).toMatchObject({ status: 409, body: { code: 'claimed-by-another' } });
      expect((await claims(resident.login)).status).toBe(403);
      // Nobody else holds a number of theirs: that is a decision of its own, and there is none to take.
      const holder = resident.path('/number-holder');
      const decide = (as: string) =>
        running().ask({ as, method: 'POST', path: holder, body: { reason: 'returned-with-old-number' } });
      const nothing = { status: 409, body: { code: 'number-not-held' } };
      expect(await running().ask({ as: 'officer-a', path: holder })).toMatchObject(nothing);
      expect(await decide('officer-a')).toMatchObject(nothing);
      expect((await running().ask({ as: resident.login, path: holder })).status).toBe(403);
      expect(await decide('officer-b')).toMatchObject({ status: 409, body: { code: 'claimed-by-another' } });
      const decision = { decision: 'approve', reason: 'name-spelled-differently' };
      const path = resident.path('/decision');
      await running().ask({ as: 'officer-a', method: 'POST', path, body: decision });
      await reaches(resident, 'issued');
    });

    it('"premium", claimed by an employee, does without neither the sponsor nor the correction', async () => {
      const resident = await known(38);
      const checked = await preCheck(resident, 'premium', { passport, occupation: '2142' });
      expect(row(checked, 'sponsor-known')).toMatchObject({
        state: 'failed',
        reason: 'sponsor-number-awaited',
      });
      expect(row(checked, 'valid-iqama')).toMatchObject({
        reason: 'category-differs',
        fields: ['category'],
      });
      await sent(resident, DETAILS, 'premium');
      await reaches(resident, 'action-required');
      expect((await resident.details({ ...DETAILS, category: 'employee' })).status).toBe(200);
      expect((await reaches(resident, 'issued')).body).toMatchObject({ category: 'employee' });
    });

    it('"premium", claimed by a dependant, does without neither levy nor sponsor', async () => {
      const resident = await known(39);
      await resident.tell('passports', 'residency-status-changed', {
        status: 'valid',
        category: 'dependant',
      });
      expect(await preCheck(resident, 'premium')).toMatchObject({ body: { fees: { total: 545_000 } } });
      await resident.start('premium');
      await resident.details();
      expect(await resident.askBill()).toMatchObject({ status: 200, body: { amount: 545_000 } });
    });

    it('"domestic-worker", claimed by an employee, does not renew seven months early', async () => {
      const resident = await known(40);
      const status = { status: 'valid', validUntil: inDays(280), category: 'employee' };
      await resident.tell('passports', 'residency-status-changed', status);
      await sent(resident, DETAILS, 'domestic-worker');
      const rejected = await reaches(resident, 'rejected');
      expect(rejected.body).toMatchObject({ outcome: { reason: 'renewal-too-early' } });
    });

    it('occupation XX-99 does not do without the medical examination', async () => {
      const resident = await known(41);
      const employment = { occupation: '5131', employer: DETAILS.sponsorNumber, from: inDays(-200) };
      await resident.tell('labour', 'employment-registered', employment);
      await sent(resident, { ...DETAILS, occupation: 'XX-99' });
      const waiting = await reaches(resident, 'action-required');
      expect(row(waiting, 'medical-passed')).toMatchObject({
        reason: 'occupation-differs',
        owner: 'labour',
        fields: ['occupation'],
      });
      await resident.details({ ...DETAILS, occupation: undefined });
      const next = await reaches(resident, 'screening');
      expect(row(next, 'medical-passed')).toMatchObject({ state: 'pending', reason: 'medical-not-reported' });
    });

    it('without the category that passports has there is no bill, and the board says who has to tell it', async () => {
      const resident = new ApplicantInTest(running(), 42);
      await resident.tell('passports', 'residency-status-changed', {
        status: 'valid',
        validUntil: inDays(40),
      });
      await resident.start();
      expect((await resident.enter(DETAILS)).status).toBe(200);
      const { started } = (await resident.status()).body['dates'] as { readonly started: string }; // as documented
      expect(await resident.askBill()).toMatchObject({
        status: 409,
        body: {
          code: 'category-not-reported',
          errors: [{ at: '/category', params: { owner: 'passports', since: started } }],
        },
      });
      const checked = await preCheck(resident, 'employee');
      expect(checked).toMatchObject({ body: { fees: { code: 'category-not-reported' } } });
      expect(row(checked, 'valid-iqama')).toMatchObject({
        state: 'pending',
        reason: 'category-not-reported',
        owner: 'passports',
        remedy: 'wait',
      });
      await resident.tell('passports', 'residency-status-changed', { status: 'valid', category: 'employee' });
      expect((await resident.askBill()).status).toBe(200);
    });
  });
}
