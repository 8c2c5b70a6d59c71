import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { applicationDecider, type ApplicationState } from '#domain/application/application.js';
import type { ApplicationEvent } from '#domain/application/events.js';
import type { CredentialEvent } from '#domain/credential/events.js';
import { available, feesDecider, type FeesState } from '#domain/fees/fees.js';
import type { FeesEvent } from '#domain/fees/events.js';
import type { CredentialId } from '#domain/kernel/brand.js';
import type { Envelope } from '#event-sourcing/envelope.js';
import type { StreamName } from '#event-store/port.js';
import {
  applicationEvents as application,
  applicationId,
  at,
  credentialEvents as credential,
  credentialId,
  feesEvents as fees,
  outcome,
  passport,
  quote,
  requestEvents as request,
  subject,
  trackingNumber,
} from '#domain/testing/case-events.js';
import { enveloped, foldAll, given } from '../testing/folding.js';
import type { CredentialSection } from './document.js';
import { isNewEnough } from './freshness.js';
import { timelineOf } from './log-timeline.js';
import { applicationStatusProjection as status } from './projection.js';
import { credentialOf, statusOf } from './view.js';

const { ApplicationStarted, DetailsProvided, DocumentAttached, ApplicationSubmitted } = application;
const submitted = [
  ApplicationStarted,
  DetailsProvided,
  DocumentAttached,
  application.ReviewDeclared,
  ApplicationSubmitted,
];
const inReview = [...submitted, application.ReferredToOfficer];
const approved = [...submitted, application.ApplicationApproved];

const section = (...events: ApplicationEvent[]) => given(status, ...events)?.application;

describe('the application as its status shows it', () => {
  it('starts as a draft, with a masked identity', () => {
    expect(section(ApplicationStarted)).toEqual({
      applicationId,
      trackingNumber,
      subject,
      service: 'renew',
      category: 'employee',
      channel: 'app',
      identity: { kind: 'renewal', masked: '2*****6789', lastFour: '6789' },
      phase: 'draft',
      details: null,
      documents: [],
      quote: null,
      board: [],
      screening: null,
      required: null,
      review: null,
      outcome: null,
      issued: null,
      dates: {
        started: at(0),
        lapses: at(600),
        declared: null,
        submitted: null,
        decided: null,
        issued: null,
      },
      timeline: [
        {
          id: 'application.0',
          type: 'ApplicationStarted',
          at: at(0),
          params: { service: 'renew', category: 'employee', channel: 'app' },
        },
      ],
      timelineBefore: 0,
    });
  });

  it('masks a border number alike', () => {
    const applicant = { kind: 'first-issue', borderNumber: '3987654321' } as const;
    expect(section({ ...ApplicationStarted, personal: { applicant } })?.identity).toEqual({
      kind: 'first-issue',
      masked: '3*****4321',
      lastFour: '4321',
    });
  });

  it('shows erased personal data as erased', () => {
    const document = section(
      { ...ApplicationStarted, personal: 'erased' },
      { ...DetailsProvided, personal: 'erased' },
    );
    expect(document?.identity).toBe('erased');
    expect(document?.details).toEqual({ period: 12, occupation: 'nurse', mrz: 'agrees', personal: 'erased' });
    expect(given(status, { ...credential.CredentialIssued, personal: 'erased' })?.credential?.personal).toBe(
      'erased',
    );
  });

  it('never comes to exist when its start was abandoned', () => {
    expect(section(application.ApplicationAbandoned)).toBeUndefined();
    expect(given(status, application.ApplicationAbandoned)).toBeNull();
  });

  it('shows the details, replaced by newer ones', () => {
    const { data } = DetailsProvided;
    const again = {
      ...DetailsProvided,
      data: { period: 24, mrz: 'absent' },
      personal: { passport },
    } as const;
    expect(section(ApplicationStarted, DetailsProvided)?.details).toEqual({
      ...data,
      personal: { passport, sponsorNumber: '7001234567' },
    });
    expect(section(ApplicationStarted, DetailsProvided, again)?.details).toEqual({
      period: 24,
      occupation: null,
      mrz: 'absent',
      personal: { passport, sponsorNumber: null },
    });
  });

  it('lists documents until they are removed', () => {
    expect(section(ApplicationStarted, DocumentAttached)?.documents).toEqual([
      { ...DocumentAttached.data, attachedAt: at(1) },
    ]);
    const removed = section(ApplicationStarted, DocumentAttached, application.DocumentRemoved);
    expect(removed?.documents).toEqual([]);
    expect(removed?.timeline.at(-1)).toMatchObject({ type: 'DocumentRemoved', params: { kind: 'photo' } });
  });

  it('forgets the declaration when the data changes after it', () => {
    const declared = [ApplicationStarted, DetailsProvided, application.ReviewDeclared];
    expect(section(...declared)?.dates.declared).toBe(at(8));
    expect(section(...declared, DocumentAttached)?.dates.declared).toBeNull();
  });

  it('is submitted with the fees accepted', () => {
    expect(section(...submitted)).toMatchObject({ phase: 'submitted', quote, dates: { submitted: at(10) } });
  });

  it('has one row per condition, in the order of the article, and a timeline of what was or became wrong or right', () => {
    const checked = (given: Parameters<typeof outcome>[0]) =>
      ({ type: 'ConditionChecked', data: outcome(given) }) as const;
    const document = section(
      ...submitted,
      checked({ checkedAt: at(20) }),
      checked({ condition: 'valid-iqama', state: 'satisfied', reason: 'ok' }),
      checked({ checkedAt: at(30) }),
      checked({ state: 'satisfied', reason: 'no-violations', checkedAt: at(40) }),
    );
    expect(document?.board).toEqual([
      outcome({ condition: 'valid-iqama', state: 'satisfied', reason: 'ok' }),
      outcome({ state: 'satisfied', reason: 'no-violations', checkedAt: at(40) }),
    ]);
    expect(
      document?.timeline.filter(({ type }) => type === 'ConditionChecked').map(({ params }) => params),
    ).toEqual([
      { condition: 'no-violations', state: 'failed', reason: 'violations-outstanding' },
      { condition: 'no-violations', state: 'satisfied', reason: 'no-violations' },
    ]);
  });

  it('waits in screening, asking nothing of the applicant any more', () => {
    expect(section(...submitted, application.ActionRequired, application.ScreeningCompleted)).toMatchObject({
      phase: 'screening',
      required: null,
      review: null,
      screening: { result: 'waiting', ruleVersion: '1', at: at(21) },
    });
  });

  it('says what is required, and until when', () => {
    expect(section(...submitted, application.ActionRequired)).toMatchObject({
      phase: 'action-required',
      required: {
        conditions: [{ condition: 'no-violations', reason: 'violations-outstanding' }],
        information: null,
        until: at(500),
      },
    });
  });

  it('goes to review and keeps its place and its officer when referred again', () => {
    const again = {
      type: 'ReferredToOfficer',
      data: { referredAt: at(33) },
      personal: { reasons: ['absence-appealed'] },
    } as const;
    expect(section(...inReview)).toMatchObject({
      phase: 'in-review',
      review: { reasons: ['mrz-differs'], since: at(22), claimedBy: null, claimedAt: null },
    });
    expect(section(...inReview, application.ReviewClaimed, again)?.review).toEqual({
      reasons: ['absence-appealed'],
      since: at(22),
      claimedBy: 'o-1',
      claimedAt: at(30),
    });
    expect(section(...inReview, application.ReviewClaimed, application.ReviewReleased)?.review).toMatchObject(
      {
        claimedBy: null,
        claimedAt: null,
      },
    );
  });

  it('shows an officer’s question until it is answered', () => {
    const asked = section(...inReview, application.InformationRequested);
    expect(asked).toMatchObject({
      phase: 'in-review',
      required: { conditions: [], information: 'passport-unclear', until: at(400) },
    });
    expect(
      section(...inReview, application.InformationRequested, application.InformationProvided)?.required,
    ).toBeNull();
  });

  it('is approved, and screened again when the approval is withdrawn', () => {
    expect(section(...approved)).toMatchObject({
      phase: 'approved',
      outcome: { kind: 'approved', by: 'rules', at: at(40) },
      dates: { decided: at(40) },
    });
    expect(section(...approved, application.ApprovalWithdrawn)).toMatchObject({
      phase: 'screening',
      outcome: null,
      dates: { decided: null },
    });
  });

  it('is rejected with reason and remedy, and reopened into review', () => {
    const rejected = [...inReview, application.ApplicationRejected];
    expect(section(...rejected)).toMatchObject({
      phase: 'rejected',
      review: null,
      outcome: { kind: 'rejected', by: 'rules', reason: 'absence-confirmed', remedy: 'none', at: at(42) },
      dates: { decided: at(42) },
    });
    expect(section(...rejected, application.ApplicationReopened)).toMatchObject({
      phase: 'in-review',
      outcome: null,
      review: { reasons: ['decided-in-error'], since: at(50), claimedBy: null },
      dates: { decided: null },
    });
  });

  it('is withdrawn or lapses', () => {
    expect(section(...submitted, application.ApplicationWithdrawn)).toMatchObject({
      phase: 'withdrawn',
      outcome: { kind: 'withdrawn', reason: 'left the country', at: at(43) },
    });
    expect(section(ApplicationStarted, application.ApplicationLapsed)).toMatchObject({
      phase: 'lapsed',
      outcome: { kind: 'lapsed', from: 'draft', at: at(600) },
    });
  });

  it('is issued', () => {
    const { credentialId, validFrom, validUntil } = application.IdentityIssued.data;
    expect(section(...approved, application.IdentityIssued)).toMatchObject({
      phase: 'issued',
      issued: { credentialId, validFrom, validUntil, at: at(60) },
      dates: { decided: at(40), issued: at(60) },
    });
  });

  it('tells a timeline without free text, officers or identity numbers', () => {
    const everything = section(
      ...inReview,
      application.ReviewClaimed,
      application.InformationRequested,
      application.InformationProvided,
      application.ApplicationRejected,
      application.ApplicationReopened,
      application.ApplicationWithdrawn,
    );
    const told = JSON.stringify(everything?.timeline);
    expect(everything?.timeline.map(({ type }) => type)).toEqual([
      'ApplicationStarted',
      'DetailsProvided',
      'DocumentAttached',
      'ReviewDeclared',
      'ApplicationSubmitted',
      'ReferredToOfficer',
      'ReviewClaimed',
      'InformationRequested',
      'InformationProvided',
      'ApplicationRejected',
      'ApplicationReopened',
      'ApplicationWithdrawn',
    ]);
    for (const secret of ['o-1', 'o-2', 'left the country', 'ERIKSSON', 'L898902C3', '2123456789', '6789']) {
      expect(told).not.toContain(secret);
    }
  });

  it.each(Object.values(application))(
    'folds $type onto a case that exists, to a case that exists',
    (event) => {
      expect(section(...submitted, event)).toBeDefined();
    },
  );
});

describe('the fees as the status shows them', () => {
  const ledger = (...events: FeesEvent[]) => given(status, ...events)?.fees;
  const paid = [fees.BillIssued, fees.PaymentReceived];

  it.each<[string, FeesEvent[], object]>([
    ['a bill', [fees.BillIssued], { bill: { billNumber: '1234567890123', quote }, paid: 0, refundable: 0 }],
    [
      'a payment',
      paid,
      { paid: 70_000, refundable: 70_000, payments: [{ paymentId: 'p-1', confirmed: false }] },
    ],
    ['an outcome unknown', [fees.BillIssued, fees.PaymentOutcomeUnknown], { outcomeUnknownSince: at(4) }],
    [
      'an outcome confirmed',
      [fees.BillIssued, fees.PaymentOutcomeUnknown, fees.PaymentReceived, fees.PaymentConfirmed],
      { outcomeUnknownSince: null, payments: [{ confirmed: true }] },
    ],
    [
      'a payment not found',
      [fees.BillIssued, fees.PaymentOutcomeUnknown, fees.PaymentNotFound],
      { outcomeUnknownSince: null, paid: 0 },
    ],
    ['a reservation', [...paid, fees.FundsReserved], { reserved: 65_000, refundable: 5_000 }],
    [
      'consumption',
      [...paid, fees.FundsReserved, fees.FundsConsumed],
      { reserved: 0, consumed: 65_000, refundable: 5_000 },
    ],
    ['release', [...paid, fees.FundsReserved, fees.FundsReleased], { reserved: 0, refundable: 70_000 }],
    ['a refund asked for', [...paid, fees.RefundRequested], { refunding: 5_000, refundable: 65_000 }],
    [
      'a refund',
      [...paid, fees.RefundRequested, fees.Refunded],
      { refunding: 0, refunded: 5_000, refundable: 65_000 },
    ],
    [
      'a refund that failed',
      [...paid, fees.RefundRequested, fees.RefundFailed],
      { refunding: 0, refundable: 70_000, refundFailure: { reason: 'account-closed', at: at(80) } },
    ],
  ])('%s', (_, events, expected) => {
    expect(ledger(...events)).toMatchObject(expected);
    expect(ledger(...events)?.timeline).toHaveLength(events.length);
  });

  it('agrees with the ledger about what can be had back, whatever happened', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.values(fees)), { maxLength: 20 }), (events) => {
        const state = events.reduce<FeesState>((s, e) => feesDecider.evolve(s, e), feesDecider.initialState);
        expect(ledger(...events)?.refundable ?? 0).toBe(available(state));
      }),
    );
  });
});

describe('the credential as the status shows it', () => {
  const { CredentialIssued } = credential;
  it.each([
    ['valid', [], { since: at(60), ground: null, personal: { number: '2123456789' }, statusIndex: 7 }],
    ['suspended', [credential.CredentialSuspended], { ground: 'absence-reported', since: at(90) }],
    [
      'valid',
      [credential.CredentialSuspended, credential.CredentialReinstated],
      { ground: null, since: at(95) },
    ],
    ['revoked', [credential.CredentialRevoked], { ground: 'residency-final-exit', since: at(96) }],
    [
      'superseded',
      [credential.CredentialSuperseded],
      { supersededBy: credential.CredentialSuperseded.data.by },
    ],
    ['expired', [credential.CredentialExpired], { since: at(98) }],
  ])('%s', (expected, events, rest) => {
    expect(given(status, CredentialIssued, ...events)?.credential).toMatchObject({
      status: expected,
      ...rest,
    });
  });

  const second = {
    ...credential.CredentialSuspended,
    data: { groundId: '2', suspendedAt: at(92) },
    personal: 'erased',
  } as const;

  it('shows every ground, until it is lifted', () => {
    const { CredentialSuspended, GroundLifted } = credential;
    const both = given(status, CredentialIssued, CredentialSuspended, second)?.credential;
    expect(both).toMatchObject({
      ground: 'erased',
      grounds: [
        { groundId: '1', kind: 'absence-reported', since: at(90), until: at(94), directiveId: null },
        { groundId: '2', kind: 'erased', since: at(92), until: null, directiveId: null },
      ],
      since: at(90),
    });
    expect(
      given(status, CredentialIssued, CredentialSuspended, second, GroundLifted)?.credential,
    ).toMatchObject({
      status: 'suspended',
      grounds: [{ groundId: '2' }],
    });
  });

  it('tells when the holder stated an appeal, and nothing of what was said', () => {
    const stated = credential.AbsenceAppealStatedByHolder;
    const before = given(status, CredentialIssued, credential.CredentialSuspended)?.credential;
    expect(before).not.toHaveProperty('absenceAppealStatedAt');
    const after = given(status, CredentialIssued, credential.CredentialSuspended, stated)?.credential;
    expect(after).toMatchObject({ status: 'suspended', absenceAppealStatedAt: stated.data.statedAt });
    expect(after?.timeline.at(-1)).toMatchObject({ type: 'AbsenceAppealStatedByHolder', params: {} });
    expect(JSON.stringify(after)).not.toContain('I was at work');
  });

  it('tells no ground in the timeline', () => {
    const timeline = given(status, CredentialIssued, credential.CredentialSuspended)?.credential?.timeline;
    expect(timeline?.at(-1)).toMatchObject({ type: 'CredentialSuspended', params: {} });
  });

  const former = [CredentialIssued, credential.CredentialRevoked, credential.CredentialReplaced] as const;
  const { by: next } = credential.CredentialReplaced.data;
  const follows = {
    ...CredentialIssued,
    data: { ...CredentialIssued.data, credentialId: next, replaces: credentialId, issuedAt: at(98) },
  };
  const nextStream = (...events: readonly CredentialEvent[]) =>
    enveloped(events).map((one) => ({ ...one, stream: `credential-${next}` as StreamName }));

  it('that an officer may let another follow, until one does or that is over', () => {
    const { CredentialRevoked, ReplacementOpened, ReplacementClosed, CredentialReplaced } = credential;
    const shown = (...events: readonly CredentialEvent[]) =>
      given(status, CredentialIssued, CredentialRevoked, ...events)?.credential;
    expect(shown()).toMatchObject({ replaceableSince: null, replacedBy: null, former: [] });
    expect(shown(ReplacementOpened)).toMatchObject({ replaceableSince: at(97), status: 'revoked' });
    expect(shown(ReplacementOpened, ReplacementClosed)).toMatchObject({ replaceableSince: null });
    expect(shown(ReplacementOpened, CredentialReplaced)).toMatchObject({
      replaceableSince: null,
      replacedBy: next,
      status: 'revoked',
      since: at(96),
    });
  });

  it('what follows is the case’s credential, before the revoked one; the entries of both are told apart', () => {
    const [started, ...before] = enveloped([ApplicationStarted, ...former]);
    const streams = [started ? [started] : [], before, nextStream(follows, credential.CredentialSuspended)];
    const document = foldAll(status, streams.flat());
    expect(document?.credential).toMatchObject({
      credentialId: next,
      replaces: credentialId,
      status: 'suspended',
      former: [{ credentialId, status: 'revoked', replacedBy: next }],
    });
    const shown = statusOf({
      _id: applicationId,
      guard: { applied: `credential-${credentialId}@2 credential-${next}@1`, version: 5, refolds: 0 },
      ...document,
    });
    expect(shown?.credentialRevision).toBe(1n);
    const ids = shown?.timeline.map(({ id }) => id).filter((id) => id.startsWith('credential.'));
    expect(ids?.toSorted()).toEqual(
      [
        'credential.0',
        'credential.1',
        'credential.2',
        `credential.${next}.0`,
        `credential.${next}.1`,
      ].toSorted(),
    );
    expect(timelineOf(streams)).toEqual(shown?.timeline);
    expect(shown && isNewEnough(shown, { minCredential: { credentialId, revision: 9n } })).toBe(true);
    expect(shown && isNewEnough(shown, { minCredential: { credentialId: next, revision: 1n } })).toBe(true);
    expect(shown && isNewEnough(shown, { minCredential: { credentialId: next, revision: 2n } })).toBe(false);
  });

  it('what follows is waited for as long as only the revoked one is there', () => {
    const shown = statusOf({
      _id: applicationId,
      guard: { applied: `credential-${credentialId}@2`, version: 5, refolds: 0 },
      ...given(status, ApplicationStarted, ...former),
    });
    expect(shown && isNewEnough(shown, { minCredential: { credentialId: next, revision: 0n } })).toBe(false);
    expect(shown && isNewEnough(shown, { minCredential: { credentialId, revision: 2n } })).toBe(true);
  });

  it('is the same however three that follow each other are interleaved', () => {
    const last = '6f0c2d1e-0000-4000-8000-000000000004' as CredentialId;
    // Clocks differ: the last one says that it was issued first.
    const third = {
      ...follows,
      data: { ...follows.data, credentialId: last, replaces: next, issuedAt: at(50) },
    };
    const replaced = {
      ...credential.CredentialReplaced,
      data: { ...credential.CredentialReplaced.data, by: last },
    };
    const streams = [
      enveloped(former),
      nextStream(follows, credential.CredentialRevoked, replaced),
      enveloped([third]).map((one) => ({ ...one, stream: `credential-${last}` as StreamName })),
    ];
    const inOrder = foldAll(status, streams.flat());
    expect(inOrder?.credential).toMatchObject({
      credentialId: last,
      former: [{ credentialId: next }, { credentialId }],
    });
    fc.assert(
      fc.property(fc.array(fc.nat(2), { minLength: 40, maxLength: 40 }), (choices) => {
        const left = streams.map((events) => [...events]);
        const some = choices.flatMap((choice) => left[choice]?.shift() ?? []);
        expect(foldAll(status, [...some, ...left.flat()])).toEqual(inOrder);
      }),
    );
  });

  it('reads what former releases wrote: none that is followed, or follows', () => {
    const now = given(status, CredentialIssued)?.credential;
    if (now === undefined) throw new Error('there is a credential');
    const { former: _1, replaces: _2, replacedBy: _3, replaceableSince: _4, ...written } = now;
    expect(credentialOf(written as CredentialSection)).toEqual(now);
    const continued = status.fold(
      { credential: written as CredentialSection },
      {
        ...(enveloped([CredentialIssued, credential.CredentialRevoked])[1] as Envelope),
      },
    );
    expect(continued?.credential).toMatchObject({ status: 'revoked', former: [] });
  });

  it('reads what former releases wrote: codes alone, or no list', () => {
    const now = given(status, CredentialIssued, credential.CredentialSuspended)?.credential;
    if (now === undefined) throw new Error('there is a credential');
    const { grounds: _grounds, ...listless } = now;
    const written = { groundId: 'absence-reported', kind: 'absence-reported', since: now.since };
    // Documents come from the database, whatever release wrote them.
    for (const former of [listless, { ...now, grounds: ['absence-reported'] }] as CredentialSection[])
      expect(credentialOf(former).grounds).toMatchObject([written]);
    const valid = { ...listless, status: 'valid', ground: null } as CredentialSection;
    expect(credentialOf(valid).grounds).toEqual([]);
  });
});

describe('laws', () => {
  const histories: readonly (readonly ApplicationEvent[])[] = [
    submitted,
    [
      ...submitted,
      application.ScreeningCompleted,
      application.ActionRequired,
      application.ScreeningCompleted,
    ],
    [
      ...inReview,
      application.ReviewClaimed,
      application.InformationRequested,
      application.InformationProvided,
    ],
    [...inReview, application.ActionRequired, application.ReferredToOfficer, application.ScreeningCompleted],
    [
      ...approved,
      application.ApprovalWithdrawn,
      application.ReferredToOfficer,
      application.ApplicationApproved,
    ],
    [...approved, application.IdentityIssued],
    [...submitted, application.ActionRequired, application.ApplicationRejected],
    [...submitted, application.ScreeningCompleted, application.ApplicationWithdrawn],
    [ApplicationStarted, DetailsProvided, application.ApplicationLapsed],
  ];

  it.each(histories)('shows the phase the decider is in, all the way (%#)', (...history) => {
    history.reduce<ApplicationState>((state, event, i) => {
      const next = applicationDecider.evolve(state, event);
      expect(section(...history.slice(0, i + 1))?.phase).toBe(next.phase);
      return next;
    }, applicationDecider.initialState);
  });

  it('folds to the same document however the streams are interleaved', () => {
    const streams = [
      enveloped([...approved, application.IdentityIssued]),
      enveloped(Object.values(fees)),
      enveloped(Object.values(credential)),
      enveloped(Object.values(request).slice(0, -1)),
    ];
    const inOrder = foldAll(status, streams.flat());
    const length = streams.flat().length;
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: length, maxLength: length }), (choices) => {
        const left = streams.map((events) => [...events]);
        const interleaved = choices.flatMap((choice) => {
          const open = left.filter(({ length }) => length > 0);
          return open[choice % open.length]?.shift() ?? [];
        });
        expect(interleaved).toHaveLength(length);
        expect(foldAll(status, interleaved)).toEqual(inOrder);
      }),
      { numRuns: 50 },
    );
  });
});
