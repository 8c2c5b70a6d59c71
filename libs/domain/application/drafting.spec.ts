import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '#decider/decider.js';
import { given } from '#decider/given.js';
import { committedPolicy } from '../policy/testing/committed-policy.js';
import {
  applicationDecider,
  caseOf,
  isStarted,
  type ApplicationState,
  type StartedApplication,
} from './application.js';
import type { ResidentCategory } from './case-terms.js';
import {
  decideAbandon,
  decideDeclareReview,
  decideProvideDetails,
  decideStart,
  decideSubmit,
  missingForSubmission,
} from './drafting.js';
import type { ApplicationEvent } from './events.js';
import {
  actionRequired,
  billed,
  day,
  draft,
  fees,
  paid,
  passport,
  passportWithMrz,
  ready,
  sent,
  start,
  terms,
} from './testing/sample-case.js';

const application = (...events: readonly ApplicationEvent[]) => given(applicationDecider, ...events);

const details = { period: 12, passport, at: day(2) } as const;

function startedCase(state: ApplicationState): StartedApplication {
  if (!isStarted(state)) throw new Error('the case has not started');
  return state;
}

describe('starting', () => {
  it('opens a draft that lapses if it is not submitted', () => {
    expect(application().when((state) => decideStart(state, start, terms))).toEqual(draft);
  });

  it('tells a first issue from a renewal by the number the applicant is known by', () => {
    const applicant = { kind: 'first-issue', borderNumber: '3000000001' } as const;
    expect(application().when((state) => decideStart(state, { ...start, applicant }, terms))).toMatchObject([
      { data: { service: 'issue' }, personal: { applicant } },
    ]);
  });

  it('is the same start when repeated, at any time', () => {
    expect(application(...sent).when((state) => decideStart(state, { ...start, at: day(9) }, terms))).toEqual(
      [],
    );
  });

  it('is refused in the place of another start', () => {
    const other = { ...start, applicant: { kind: 'renewal', iqamaNumber: '2000000014' } } as const;
    expect(application(...draft).when((state) => decideStart(state, other, terms))).toEqual({
      refused: true,
      code: 'application-exists',
    });
  });

  it('cannot come after it was given up', () => {
    const abandoned = application().when((state) => decideAbandon(state, { at: day(2) }));
    expect(abandoned).toEqual([{ type: 'ApplicationAbandoned', data: { abandonedAt: day(2) } }]);
    const after = application({ type: 'ApplicationAbandoned', data: { abandonedAt: day(2) } });
    expect(after.when((state) => decideStart(state, start, terms))).toMatchObject({
      code: 'application-abandoned',
    });
    expect(after.when((state) => decideAbandon(state, { at: day(3) }))).toEqual([]);
  });

  it('cannot be given up once it came', () => {
    expect(application(...draft).when((state) => decideAbandon(state, { at: day(2) }))).toMatchObject({
      code: 'application-exists',
    });
  });
});

describe('details', () => {
  const provide = (
    state: ApplicationState,
    change: object = {},
    registered: ResidentCategory | undefined = 'employee',
  ) => decideProvideDetails(state, { ...details, ...change }, registered, committedPolicy, terms);

  it('are taken in a draft, with what names the person kept apart', () => {
    expect(application(...draft).when(provide)).toEqual([
      { type: 'DetailsProvided', data: { period: 12, mrz: 'absent' }, personal: { passport } },
    ]);
  });

  it('are the same when repeated', () => {
    expect(application(...ready).when(provide)).toEqual([]);
  });

  it('are compared with the machine-readable zone', () => {
    const agreeing = { passport: passportWithMrz };
    expect(application(...draft).when((state) => provide(state, agreeing))).toMatchObject([
      { data: { mrz: 'agrees' } },
    ]);
    const differing = { passport: { ...passportWithMrz, number: 'L898902C4' } };
    expect(application(...draft).when((state) => provide(state, differing))).toMatchObject([
      { data: { mrz: 'differs' } },
    ]);
  });

  it('are refused with dates that cannot be, all of them named', () => {
    // 21:00 in UTC is the next day in Riyadh.
    const born = (birthDate: string) => ({
      passport: { ...passport, birthDate, expiry: '2026-03-01' },
      at: '2026-03-01T21:00:00.000Z',
    });
    expect(application(...draft).when((state) => provide(state, born('2026-03-03')))).toMatchObject({
      code: 'dates-impossible',
      details: [
        { at: '/passport/birthDate', code: 'birth-in-future' },
        { at: '/passport/expiry', code: 'expiry-before-birth' },
      ],
    });
    expect(application(...draft).when((state) => provide(state, born('2026-03-02')))).toMatchObject({
      details: [{ at: '/passport/expiry', code: 'expiry-before-birth' }],
    });
  });

  it('are refused with a zone that was misread', () => {
    const [upper, lower] = passportWithMrz.mrz ?? ['', ''];
    const misread = { passport: { ...passport, mrz: [upper, `X${lower.slice(1)}`] } };
    expect(application(...draft).when((state) => provide(state, misread))).toMatchObject({
      code: 'mrz-not-readable',
      details: [{ at: '/passport/mrz', code: 'wrong-check-digit' }],
    });
  });

  it('are refused for a period that the category passports has may not take', () => {
    const three = (registered: ResidentCategory | undefined) =>
      application(...draft).when((state) => provide(state, { period: 3 }, registered));
    expect(three('domestic-worker')).toMatchObject({ code: 'period-not-offered' });
    expect(three('employee')).toHaveLength(1);
  });

  it('are taken for any period while passports has told no category', () => {
    const decided = application(...draft).when((state) =>
      decideProvideDetails(state, { ...details, period: 3 }, undefined, committedPolicy, terms),
    );
    expect(decided).toHaveLength(1);
  });

  it('put the category claimed right, once', () => {
    const corrected = application(...ready).when((state) => provide(state, { category: 'premium' }));
    expect(corrected).toMatchObject([{ data: { category: 'premium' } }]);
    if (isRefusal(corrected)) throw new Error(corrected.code);
    const after = application(...ready, ...corrected);
    expect(after.state).toMatchObject({ category: 'premium' });
    expect(after.when((state) => provide(state, { category: 'premium' }))).toEqual([]);
    // And the start that began it is still that start.
    expect(after.when((state) => decideStart(state, start, terms))).toEqual([]);
  });

  it('say with themselves that the applicant insists: the next ones begin anew', () => {
    const insisting = application(...ready).when((state) => provide(state, { insists: true }));
    expect(insisting).toMatchObject([{ data: { insists: true } }]);
    if (isRefusal(insisting)) throw new Error(insisting.code);
    const after = application(...ready, ...insisting);
    expect(caseOf(startedCase(after.state)).insists).toBe(true);
    expect(after.when((state) => provide(state, { insists: true }))).toEqual([]);
    const changed = after.when((state) => provide(state));
    expect(changed).toHaveLength(1);
    if (isRefusal(changed)) throw new Error(changed.code);
    expect(caseOf(startedCase(application(...ready, ...insisting, ...changed).state)).insists).toBe(false);
  });

  it('may be put right when action is required, but not the period that was paid for', () => {
    const renewed = { passport: { ...passport, number: 'M1' } };
    expect(application(...actionRequired).when((state) => provide(state, renewed))).toHaveLength(1);
    expect(application(...actionRequired).when((state) => provide(state, { period: 24 }))).toMatchObject({
      code: 'period-fixed',
    });
  });

  it('may not be changed while the case is being screened', () => {
    expect(application(...sent).when((state) => provide(state, { period: 24 }))).toMatchObject({
      code: 'application-not-editable',
    });
  });
});

describe('the review', () => {
  const declare = (state: ApplicationState) =>
    decideDeclareReview(state, { reviewedRevision: '3', at: day(3) });

  it('is declared of the revision that was shown', () => {
    expect(application(...ready.slice(0, -1)).when(declare)).toEqual(ready.slice(-1));
  });

  it('needs something to review', () => {
    expect(application(...draft).when(declare)).toMatchObject({ code: 'nothing-to-review' });
  });

  it('is declared once for the same data', () => {
    expect(application(...ready).when(declare)).toEqual([]);
  });

  it('has to be declared again after a change', () => {
    const changed = application(...ready, { type: 'DocumentRemoved', data: { documentId: 'd2' } });
    expect(changed.when(declare)).toHaveLength(1);
  });
});

describe('submitting', () => {
  const paidFees = fees(billed, paid);
  const submit = (state: ApplicationState, ledger = paidFees) =>
    decideSubmit(state, { fees: ledger, registered: 'employee', at: day(4) });

  it('hands the case over, with the fees that were billed', () => {
    expect(application(...ready).when(submit)).toEqual(sent.slice(-1));
  });

  it('is the same when repeated', () => {
    expect(application(...sent).when(submit)).toEqual([]);
  });

  it('is refused with everything that is missing, not with the first', () => {
    expect(application(...draft).when((state) => submit(state, fees()))).toEqual({
      refused: true,
      code: 'submission-incomplete',
      details: [
        { at: 'details', code: 'details-missing' },
        { at: 'documents/passport-copy', code: 'document-missing', params: { kind: 'passport-copy' } },
        { at: 'documents/photo', code: 'document-missing', params: { kind: 'photo' } },
        { at: 'bill', code: 'bill-missing' },
        { at: 'review', code: 'review-missing' },
      ],
    });
  });

  it('needs a review of the data as it is now', () => {
    const changed = application(...ready, {
      type: 'DetailsProvided',
      data: { period: 12, mrz: 'absent' },
      personal: { passport: { ...passport, number: 'M1' } },
    });
    expect(missingForSubmission(startedCase(changed.state), paidFees, 'employee')).toEqual([
      { at: 'review', code: 'review-stale' },
    ]);
  });

  it('waits for the category that passports has: since when and for whom is told', () => {
    const { state } = application(...ready);
    expect(missingForSubmission(startedCase(state), paidFees, undefined)).toEqual([
      {
        at: 'category',
        code: 'category-not-reported',
        params: { owner: 'passports', since: startedCase(state).startedAt },
      },
    ]);
  });

  it('tells how much is still to be paid', () => {
    const { state } = application(...ready);
    expect(missingForSubmission(startedCase(state), fees(billed), 'employee')).toEqual([
      { at: 'payment', code: 'payment-missing', params: { outstanding: 65_000 } },
    ]);
  });

  it('waits for a payment whose outcome is unknown', () => {
    const { state } = application(...ready);
    const unknown = fees(billed, {
      type: 'PaymentOutcomeUnknown',
      data: { billNumber: '1234567890123', since: day(3) },
    });
    expect(missingForSubmission(startedCase(state), unknown, 'employee')).toEqual([
      { at: 'payment', code: 'payment-outcome-unknown' },
    ]);
  });

  it('does not take the price of one period for another', () => {
    const longer = application(
      ...ready,
      { type: 'DetailsProvided', data: { period: 24, mrz: 'absent' }, personal: { passport } },
      { type: 'ReviewDeclared', data: { reviewedRevision: '5', declaredAt: day(3) } },
    );
    expect(longer.when(submit)).toMatchObject({
      code: 'submission-incomplete',
      details: [{ at: 'bill', code: 'bill-for-another-period' }],
    });
  });
});
