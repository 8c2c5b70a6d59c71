import { describe, expect, it } from '@jest/globals';
import { ApplicantInTest } from './applicant.js';
import { filesHolding } from './files-holding.js';
import { DETAILS, NUMBERED_OFFICER } from './residents.js';
import { until, type RunningApi } from './running-api.js';

/** Officers' questions and second thoughts, and what becomes of the money meanwhile. */
export function reviewSuite(running: () => RunningApi): void {
  describe('with the officers', () => {
    const post = (as: string, path: string, body?: object) =>
      running().ask({ as, method: 'POST', path, ...(body !== undefined && { body }) });
    const phaseIs = (of: ApplicantInTest, phase: string) =>
      until(
        () => of.status(),
        ({ body }) => body['phase'] === phase,
      );
    /** The machine-readable lines name somebody else: an officer has to look. */
    const referred = async (n: number) => {
      const resident = new ApplicantInTest(running(), n);
      await resident.goodFacts();
      await resident.start();
      const [upper, lower] = DETAILS.passport.mrz;
      const passport = { ...DETAILS.passport, surname: 'MENON', mrz: [upper, lower] };
      await resident.details({ ...DETAILS, passport });
      for (const kind of ['passport-copy', 'photo']) await resident.document(kind);
      await resident.askBill();
      await resident.pay();
      await resident.declare();
      await resident.post(resident.path('/submit'));
      await phaseIs(resident, 'in-review');
      expect((await post('officer-a', resident.path('/review-claim'))).status).toBe(200);
      return resident;
    };

    it('an officer is a person the token names, and the number is not stored readable', async () => {
      const resident = await referred(32);
      for (const ask of [
        post('officer-nameless', resident.path('/review-claim')),
        running().ask({ as: 'officer-nameless', path: '/v1/review-queue' }),
        running().ask({ as: 'officer-nameless', path: resident.path('') }),
      ]) {
        expect(await ask).toMatchObject({ status: 403, body: { code: 'staff-person-missing' } });
      }
      expect((await post('officer-a', resident.path('/review-release'))).status).toBe(200);
      expect((await post(NUMBERED_OFFICER, resident.path('/review-claim'))).status).toBe(200);
      const claimed = await until(
        () => running().ask({ as: 'officer-a', path: resident.path('') }),
        ({ body }) => !/"claimedBy":(null|"officer-a")/.test(JSON.stringify(body)),
      );
      expect(claimed.body).toMatchObject({ review: { claimedBy: expect.stringMatching(/^[0-9a-f]{32}$/) } });
      expect(await filesHolding(running().data, NUMBERED_OFFICER)).toEqual([]);
      expect(await filesHolding(running().data, resident.applicationId)).not.toEqual([]);
    });

    it('nobody claims, asks about, decides or reopens a case of their own', async () => {
      const resident = await referred(19);
      const own = { status: 403, body: { code: 'own-case' } };
      expect((await post('officer-a', resident.path('/review-release'))).status).toBe(200);
      expect(await post('officer-r19', resident.path('/review-claim'))).toMatchObject(own);
      expect(await post('officer-owner', resident.path('/review-claim'))).toMatchObject({
        status: 403,
        body: { code: 'sponsors-applicant' },
      });
      expect(await running().ask({ as: 'officer-garbled', path: '/v1/review-queue' })).toMatchObject({
        status: 403,
        body: { code: 'staff-establishments-unreadable' },
      });
      expect((await post('officer-a', resident.path('/review-claim'))).status).toBe(200);
      const why = { reason: 'new-evidence' };
      expect(await post('officer-r19', resident.path('/information-request'), why)).toMatchObject(own);
      const reject = { decision: 'reject', ...why };
      expect(await post('officer-r19', resident.path('/decision'), reject)).toMatchObject(own);
      expect((await post('officer-a', resident.path('/decision'), reject)).status).toBe(200);
      expect(await post('officer-r19', resident.path('/reopening'), why)).toMatchObject(own);
    });

    it('a question is asked and answered; free text is not taken', async () => {
      const resident = await referred(31);
      const question = { reason: 'passport-copy-unreadable' };
      const path = resident.path('/information-request');
      const refused = await post('officer-a', path, { ...question, comment: 'please' });
      expect(refused).toMatchObject({ status: 400, body: { errors: [{ code: 'field-unknown' }] } });
      expect((await post('officer-b', path, question)).body['code']).toBe('claimed-by-another');
      expect((await post('officer-a', path, question)).status).toBe(200);
      expect((await resident.document('passport-copy')).status).toBe(201);
      expect((await resident.post(resident.path('/information'))).status).toBe(200);
      const approve = { decision: 'approve', reason: 'name-changed-by-marriage' };
      expect((await post('officer-a', resident.path('/decision'), approve)).status).toBe(200);
      await phaseIs(resident, 'issued');
    });

    it('a rejection is taken back by another officer; a failed refund is the applicant’s again', async () => {
      const resident = await referred(20);
      const reject = { decision: 'reject', reason: 'not-the-same-person' };
      expect((await post('officer-a', resident.path('/decision'), reject)).status).toBe(200);
      const refund = () => resident.post(resident.path('/refund'), { of: 'everything' });
      await until(refund, ({ status }) => status === 202);
      const { billNumber } = resident.bill;
      const told = { billNumber, reference: 'R-1', outcome: 'failed' };
      expect((await post('sadad', '/v1/sadad/refunds', told)).status).toBe(400);
      const failed = { ...told, reason: 'account-closed' };
      expect(await post('sadad', '/v1/sadad/refunds', failed)).toMatchObject({ body: { repeated: false } });
      expect(await post('sadad', '/v1/sadad/refunds', failed)).toMatchObject({ body: { repeated: true } });
      expect((await post('labour', '/v1/sadad/refunds', failed)).status).toBe(403);

      const again = { reason: 'new-evidence' };
      expect((await post('officer-a', resident.path('/reopening'), again)).body['code']).toBe('four-eyes');
      expect((await post('officer-b', resident.path('/reopening'), again)).status).toBe(200);
      expect((await post('officer-b', resident.path('/review-claim'))).status).toBe(200);
      const approve = { decision: 'approve', reason: 'name-changed-by-marriage' };
      expect((await post('officer-b', resident.path('/decision'), approve)).status).toBe(200);
      await phaseIs(resident, 'issued');
    });

    it('nobody is asked to pay again while a payment’s outcome is unknown', async () => {
      const resident = new ApplicantInTest(running(), 21);
      await resident.start();
      await resident.details();
      await resident.askBill();
      const { billNumber } = resident.bill;
      const word = (enquiryId: string, outcome: string) =>
        post('sadad', '/v1/sadad/enquiries', { billNumber, enquiryId, outcome });
      expect(await word('E-1', 'unknown')).toMatchObject({ status: 200, body: { repeated: false } });
      await resident.details({ ...DETAILS, period: 24 });
      expect((await resident.askBill()).body['code']).toBe('payment-outcome-unknown');
      expect((await word('E-2', 'not-found')).status).toBe(200);
      expect((await resident.askBill()).status).toBe(200);
      expect(resident.bill.billNumber).not.toBe(billNumber);
      const nobody = { billNumber: '1000000000000', enquiryId: 'E-3', outcome: 'unknown' };
      expect((await post('sadad', '/v1/sadad/enquiries', nobody)).status).toBe(404);
    });
  });
}
