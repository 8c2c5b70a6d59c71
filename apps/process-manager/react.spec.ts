import type { Instant, Subject } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import type { ApplicationId, CredentialId, Day, Halalas } from '#domain/kernel/brand.js';
import { addDays, startOfDay } from '#domain/calendar/day.js';
import { SAMPLES } from '#event-catalogue/golden/samples.js';
import { isReactedTo, type ReactedEvent } from '#event-catalogue/event-types.js';
import { boundedKey } from '#runtime/bounded-key.js';
import {
  applicationOfMoneyCheck,
  credentialOfDeadline,
  directiveOfWalk,
  groundCheck,
  react,
  subjectOfFactCheck,
} from './react.js';
import { askedTogetherOf, factRequest, requestDelivery, requestOf } from './requests/asking.js';

const CASE = 'a3c5b1f0-0000-5000-8000-000000000001';
const at = (text: string) => text as Instant;
const NOW = at('2026-03-01T09:00:00.000Z');
const SOON = at('2026-03-31T09:00:00.000Z');

const after = (event: ReactedEvent, of = CASE) => react(event, of, NOW).map(({ do: what }) => what);

describe('what follows from an event', () => {
  it.each(Object.values(SAMPLES).filter(isReactedTo))('$type calls for something', (event) => {
    expect(react(event, CASE, NOW)).not.toEqual([]);
  });

  it('a submission has its fee set aside, then is screened', () => {
    const submitted: ReactedEvent = {
      type: 'ApplicationSubmitted',
      data: {
        reviewedRevision: '3',
        fees: { period: 12, lines: [], total: 65_000 as Halalas, policyVersion: 'fees 1' },
        submittedAt: NOW,
      },
    };
    expect(after(submitted)).toEqual(['clear-deadlines', 'reserve-funds', 'screen']);
  });

  it('what an officer decided of a revoked credential is carried out', () => {
    const { CredentialReplaced } = SAMPLES;
    const [credentialId, applicationId] = ['c1' as CredentialId, CASE as ApplicationId];
    expect(react(CredentialReplaced, credentialId, NOW, applicationId)).toEqual([
      { do: 'follow-replacement', credentialId, applicationId },
    ]);
  });

  it('an approval is issued', () => {
    const approved: ReactedEvent = {
      type: 'ApplicationApproved',
      data: { by: { kind: 'rules', ruleVersion: '2026.1' }, approvedAt: NOW },
    };
    expect(react(approved, CASE, NOW)).toContainEqual({ do: 'issue', applicationId: CASE });
  });

  it.each<ReactedEvent>([
    {
      type: 'ApplicationRejected',
      data: { by: { kind: 'rules' }, remedy: 'none', rejectedAt: NOW },
      personal: { reason: 'absence-confirmed' },
    },
    { type: 'ApplicationWithdrawn', data: { withdrawnAt: NOW } },
    { type: 'ApplicationLapsed', data: { from: 'action-required', lapsedAt: NOW } },
  ])('$type gives back the fee and the slot', (event) => {
    expect(after(event)).toEqual(['clear-deadlines', 'ask-for-facts', 'release-funds', 'release-slot']);
  });

  it('an issue frees the slot for the next renewal', () => {
    const issued: ReactedEvent = {
      type: 'IdentityIssued',
      data: {
        credentialId: CASE as CredentialId,
        validFrom: '2026-03-01' as Day,
        validUntil: '2027-02-28' as Day,
        issuedAt: NOW,
      },
    };
    expect(after(issued)).toEqual(['clear-deadlines', 'ask-for-facts', 'release-slot']);
  });

  it('a revoked credential has the cases looked at that wait for its number; the holder’s decision has one screened', () => {
    const revoked = { ...SAMPLES.CredentialRevoked };
    expect(react(revoked, 'credential', NOW, CASE)).toEqual([
      { do: 'look-at-number', credentialId: 'credential', applicationId: CASE },
    ]);
    expect(after(SAMPLES.NumberHolderConfirmed)).toEqual(['screen']);
    expect(after(SAMPLES.AbsenceAppealStated)).toEqual(['screen']);
    const { subject } = SAMPLES.AbsenceAppealStatedByHolder.data;
    expect(react(SAMPLES.AbsenceAppealStatedByHolder, 'credential', NOW, CASE)).toEqual([
      { do: 'reconsider-person', subject },
    ]);
  });

  it('a credential has a deadline on the day after its last one, and who it is about is read back', () => {
    const [reaction, look] = react(SAMPLES.CredentialIssued, CASE, NOW);
    if (reaction?.do !== 'set-deadline') throw new Error('no deadline was set');
    const { credentialId, applicationId, validUntil } = SAMPLES.CredentialIssued.data;
    expect(reaction.deadline).toMatchObject({
      kind: 'credential-expiry',
      due: startOfDay(addDays(validUntil.gregorian, 1)),
    });
    expect(credentialOfDeadline(reaction.deadline.of)).toEqual({ credentialId, applicationId });
    expect(credentialOfDeadline(groundCheck({ credentialId, applicationId }, NOW).of)).toEqual({
      credentialId,
      applicationId,
    });
    // In this order: whoever walks over the deadlines and misses it was before the look.
    expect(look).toEqual({ do: 'reassess-credential', credentialId, applicationId, ifWalkedSince: NOW });
  });

  it('whatever the applicant has to do has a deadline, after which the case lapses', () => {
    const deadline = { kind: 'lapse', of: CASE, due: SOON };
    const required: ReactedEvent = { type: 'ActionRequired', data: { until: SOON }, personal: 'erased' };
    const asked: ReactedEvent = {
      type: 'InformationRequested',
      data: { officer: 'noura', reason: 'passport-copy-unreadable', until: SOON },
    };
    expect(react(required, CASE, NOW)).toEqual([{ do: 'set-deadline', deadline }]);
    expect(react(asked, CASE, NOW)).toEqual([{ do: 'set-deadline', deadline }]);
  });

  it('whatever somebody else has to report has a day on which an officer looks at the case', () => {
    const knew = { resident: [1], fees: 1, directives: -1 };
    const personal = { changed: [] };
    const data = { result: 'waiting', ruleVersion: '1', knew, completedAt: NOW } as const;
    const waits: ReactedEvent = { type: 'ScreeningCompleted', data: { ...data, until: SOON }, personal };
    const deadline = { kind: 'waiting-check', of: CASE, due: SOON };
    const ask = { do: 'ask-for-facts', applicationId: CASE };
    expect(react(waits, CASE, NOW)).toEqual([{ do: 'set-deadline', deadline }, ask]);
    expect(react({ type: 'ScreeningCompleted', data, personal }, CASE, NOW)).toEqual([ask]);
    const changes: ReactedEvent = {
      type: 'ScreeningCompleted',
      data: { ...data, lookAgainAt: SOON },
      personal: 'erased',
    };
    const recheck = { kind: 'recheck', of: CASE, due: SOON };
    expect(react(changes, CASE, NOW)).toEqual([{ do: 'set-deadline', deadline: recheck }, ask]);
  });

  it('what a case misses is published at once, and looked at again when it is asked once more or late', () => {
    const requested: ReactedEvent = SAMPLES.FactRequested;
    const { request, askedAt } = SAMPLES.FactRequested.data;
    const together = { applicationId: CASE as ApplicationId, askedAt };
    const one = { applicationId: CASE as ApplicationId, request };
    const publish = { do: 'set-deadline', deadline: requestDelivery(together) };
    const look = { do: 'set-deadline', deadline: factRequest(one, SOON) };
    expect(react(requested, CASE, NOW)).toEqual([publish, look]);
    expect(askedTogetherOf(requestDelivery(together).of)).toEqual(together);
    expect(requestOf(factRequest(one, SOON).of)).toEqual(one);
    expect(react(SAMPLES.FactAskedAgain, CASE, NOW)).toEqual([publish]);
  });

  it('money that is under way is asked after in a day, whatever becomes of the case', () => {
    const unknown: ReactedEvent = { type: 'PaymentOutcomeUnknown', data: { billNumber: '1', since: NOW } };
    const refund: ReactedEvent = {
      type: 'RefundRequested',
      data: { amount: 65_000 as Halalas, requestedAt: NOW },
    };
    const deadline = { kind: 'money-check', of: `fees:${CASE}`, due: '2026-03-02T09:00:00.000Z' };
    for (const event of [unknown, refund])
      expect(react(event, CASE, NOW)).toEqual([{ do: 'set-deadline', deadline }]);
    expect(applicationOfMoneyCheck(deadline.of)).toBe(CASE);
  });

  it('a slot closed for an erasure is looked at again a minute later, and opened when that is done or off', () => {
    const closed: ReactedEvent = {
      type: 'SlotClosed',
      data: { erasure: 'subject' as Subject, requestedAt: NOW, closedAt: NOW },
    };
    const deadline = { kind: 'slot-check', of: 'subject', due: '2026-03-01T09:01:00.000Z' };
    expect(react(closed, 'subject', NOW)).toEqual([{ do: 'set-deadline', deadline }]);
    for (const type of ['SlotReopened', 'SlotReleased'] as const)
      expect(react(SAMPLES[type], 'subject', NOW)).toEqual([{ do: 'clear-deadlines', of: 'subject' }]);
    for (const type of ['ErasureCancelled', 'ErasureLapsed', 'ErasureCompleted'] as const)
      expect(react(SAMPLES[type], 'subject', NOW)).toContainEqual({ do: 'repair-slots', subject: 'subject' });
  });

  it('a slot is looked at again a minute after it was taken', () => {
    const taken: ReactedEvent = {
      type: 'SlotTaken',
      data: { applicationId: CASE as ApplicationId, takenAt: NOW },
    };
    const deadline = { kind: 'slot-check', of: 'subject', due: '2026-03-01T09:01:00.000Z' };
    expect(react(taken, 'subject', NOW)).toEqual([{ do: 'set-deadline', deadline }]);
  });

  it('a credential that has just been handed over is looked at in the light of what was told meanwhile', () => {
    const held: ReactedEvent = {
      type: 'CredentialHeld',
      data: { credentialId: CASE as CredentialId, applicationId: CASE as ApplicationId },
    };
    expect(react(held, 'subject', NOW)).toEqual([{ do: 'reconsider-person', subject: 'subject' }]);
  });

  it('a reopened case has its fee set aside again and is screened', () => {
    const reopened: ReactedEvent = {
      type: 'ApplicationReopened',
      data: { officer: 'faisal', reason: 'new-evidence', reopenedAt: NOW },
    };
    expect(after(reopened)).toEqual(['clear-deadlines', 'reserve-funds', 'screen']);
  });

  it('a directive that will be lifted makes all open cases be looked at then', () => {
    const lifted: ReactedEvent = { type: 'DirectiveLifted', data: { directiveId: 'D-1', liftedAt: SOON } };
    expect(react(lifted, 'all', NOW)).toContainEqual({
      do: 'set-deadline',
      deadline: { kind: 'directives-check', of: 'D-1:lifted', due: '2026-03-31T09:01:00.000Z' },
    });
  });

  it('a fact makes the person’s case be looked at again', () => {
    const fact: ReactedEvent = {
      type: 'FactRecorded',
      data: { kind: 'violation-settled', source: '/traffic', factId: '1', effective: NOW, received: NOW },
      personal: 'erased',
    };
    expect(react(fact, 'subject', NOW)).toEqual([{ do: 'reconsider-person', subject: 'subject' }]);
  });

  it('a fact told ahead makes the person’s case be looked at again when it takes effect', () => {
    const fact: ReactedEvent = {
      type: 'FactRecorded',
      data: { kind: 'violation-settled', source: '/traffic', factId: '1', effective: SOON, received: NOW },
      personal: 'erased',
    };
    const deadline = { kind: 'fact-check', of: 'subject /traffic 1', due: SOON };
    expect(react(fact, 'subject', NOW)).toEqual([
      { do: 'reconsider-person', subject: 'subject' },
      { do: 'set-deadline', deadline },
    ]);
    expect(subjectOfFactCheck(deadline.of)).toBe('subject');
  });

  it('a deadline’s id is of bounded length, and tells whom it is about, whatever fact and directive are called', () => {
    const wide = '𠀀'.repeat(256);
    const fact = (factId: string): ReactedEvent => ({
      type: 'FactRecorded',
      data: { kind: 'violation-settled', source: `/traffic/${wide}`, factId, effective: SOON, received: NOW },
      personal: 'erased',
    });
    const lifted: ReactedEvent = { type: 'DirectiveLifted', data: { directiveId: wide, liftedAt: SOON } };
    const ids = [
      react(fact(wide), 'subject', NOW),
      react(fact(`${wide}1`), 'subject', NOW),
      react(lifted, 'all', NOW),
    ]
      .flat()
      .flatMap((reaction) => (reaction.do === 'set-deadline' ? [reaction.deadline.of] : []));
    // Of the directive there are two kinds.
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(3);
    expect(directiveOfWalk(ids[3] ?? '')).toBe(boundedKey(wide));
    for (const id of ids) expect(Buffer.byteLength(id)).toBeLessThan(100);
    expect(subjectOfFactCheck(ids[0] ?? '')).toBe('subject');
  });

  it('a directive makes all open cases be looked at: at once, when it begins and when it ends', () => {
    const imposed: ReactedEvent = {
      type: 'DirectiveImposed',
      data: {
        directiveId: 'D-1',
        title: { ar: 'تعليمات', en: 'directive' },
        covers: {},
        from: SOON,
        until: at('2026-04-30T09:00:00.000Z'),
        source: 'circular',
        effect: 'stop',
      },
    };
    expect(react(imposed, 'all', NOW)).toEqual([
      { do: 'reconsider-open-cases' },
      {
        do: 'set-deadline',
        deadline: { kind: 'directives-check', of: 'D-1:from', due: '2026-03-31T09:01:00.000Z' },
      },
      {
        do: 'set-deadline',
        deadline: { kind: 'directives-check', of: 'D-1:until', due: '2026-04-30T09:01:00.000Z' },
      },
    ]);
  });

  it('a directive that reaches identities has every credential looked at: when it begins and when it is lifted', () => {
    const imposed: ReactedEvent = {
      type: 'DirectiveImposed',
      data: {
        directiveId: 'D:1',
        title: { ar: 'تعليمات', en: 'directive' },
        covers: {},
        from: NOW,
        until: SOON,
        source: 'circular',
        effect: 'stop',
        reachesIssued: true,
      },
    };
    const lifted: ReactedEvent = { type: 'DirectiveLifted', data: { directiveId: 'D:1', liftedAt: SOON } };
    const heard = at('2026-03-02T09:00:00.000Z');
    const walks = [...react(imposed, 'all', heard), ...react(lifted, 'all', heard)].flatMap((reaction) =>
      reaction.do === 'set-deadline' && reaction.deadline.kind === 'directive-credentials'
        ? [reaction.deadline]
        : [],
    );
    expect(walks).toEqual([
      { kind: 'directive-credentials', of: 'D:1:from', due: heard },
      { kind: 'directive-credentials', of: 'D:1:lifted', due: SOON },
    ]);
    expect(walks.map(({ of }) => directiveOfWalk(of))).toEqual(['D:1', 'D:1']);
  });
});
