import type { Instant, Subject } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import type { ApplicationId, CredentialId } from '../kernel/brand.js';
import { given } from '#decider/given.js';
import { instantOf } from '#decider/instant.js';
import { trackingNumberOf } from '../identifiers/tracking-number.js';
import type { SlotEvent } from './events.js';
import {
  decideAwaitNumber,
  decideCloseSlot,
  decideHold,
  decideReleaseSlot,
  decideReopenSlot,
  decideRetakeSlot,
  decideTakeNumber,
  decideTakeSlot,
  MOST_AWAITING,
  MOST_STARTS_PER_DAY,
  slotDecider,
  type SlotState,
} from './slot.js';

const slot = (...events: readonly SlotEvent[]) => given(slotDecider, ...events);

// No parser has to see these.
const at = '2026-03-01T09:00:00.000Z' as Instant;
const application = (name: string) => name as ApplicationId;
const credentialId = 'c1' as CredentialId;

const open = '470b30ba-5289-573f-ac66-57e17081e33f';
const terms = { startsPerDay: 3 };
const take =
  (name: string, when = at) =>
  (state: SlotState) =>
    decideTakeSlot(state, { applicationId: application(name), at: when }, terms);
const release = (name: string) => (state: SlotState) =>
  decideReleaseSlot(state, { applicationId: application(name), why: 'withdrawn', at });

const taken = (name: string, takenAt = at): SlotEvent => ({
  type: 'SlotTaken',
  data: { applicationId: application(name), takenAt },
});
const released = (name: string): SlotEvent => ({
  type: 'SlotReleased',
  data: { applicationId: application(name), why: 'withdrawn', releasedAt: at },
});

const held = (name: string): SlotEvent => ({
  type: 'CredentialHeld',
  data: { credentialId: name as CredentialId, applicationId: application('z') },
});

describe('whoever holds an identity', () => {
  const first =
    (ended?: string, numberHeld = false) =>
    (state: SlotState) => {
      const firstIssue = { ended: ended as CredentialId | undefined, numberHeld };
      return decideTakeSlot(state, { applicationId: application('a'), at, firstIssue }, terms);
    };

  it('does not get a number that somebody holds, and is told both ways on', () => {
    expect(slot().when(first(undefined, true))).toMatchObject({
      code: 'number-held',
      details: [{ params: { service: 'renew' } }, { at: '/holderToBeDecided' }],
    });
    expect(slot(taken('a')).when(first(undefined, true))).toEqual([]);
  });

  it('does not get another first issue, unless it has ended and that is the one', () => {
    expect(slot(held('c1')).when(first())).toMatchObject({
      code: 'already-issued',
      details: [{ at: '/applicant', params: { service: 'renew', identity: 'iqama' } }],
    });
    expect(slot(held('c1')).when(first('c1'))).toEqual([taken('a')]);
    expect(slot(held('c1'), held('c2')).when(first('c1'))).toMatchObject({ code: 'already-issued' });
    expect(slot().when(first())).toEqual([taken('a')]);
    expect(slot(held('c1')).when(take('a'))).toEqual([taken('a')]);
  });

  it('has no case reopened that began before it was issued', () => {
    const reopen = (of?: string) => (state: SlotState) =>
      decideRetakeSlot(state, {
        applicationId: application('a'),
        at,
        held: of as CredentialId | undefined,
      });
    expect(slot(held('c1')).when(reopen('c1'))).toHaveLength(1);
    expect(slot(held('c1')).when(reopen())).toMatchObject({ code: 'issued-since' });
    expect(slot(held('c1'), held('c2')).when(reopen('c1'))).toMatchObject({ code: 'issued-since' });
  });
});

describe('a person’s slot', () => {
  it('is taken by one application at a time', () => {
    expect(slot().when(take('a'))).toEqual([taken('a')]);
    expect(slot(taken('a')).when(take('a'))).toEqual([]);
    expect(slot(taken(open)).when(take('b'))).toEqual({
      refused: true,
      code: 'open-application-exists',
      details: [
        {
          at: 'application',
          code: 'open-application-exists',
          params: { applicationId: open, trackingNumber: trackingNumberOf(application(open)) },
        },
      ],
    });
  });

  it('is free again once released', () => {
    expect(slot(taken('a')).when(release('a'))).toEqual([released('a')]);
    expect(slot(taken('a'), released('a')).when(release('a'))).toEqual([]);
    expect(slot(taken('a'), released('a')).when(take('b'))).toEqual([taken('b')]);
  });

  it('is not released by an application that no longer has it', () => {
    expect(slot(taken('a'), released('a'), taken('b')).when(release('a'))).toEqual([]);
    expect(slot(taken('a'), released('a'), taken('b')).state.taken?.applicationId).toBe('b');
  });

  it('is taken for a number by one case, until it is handed over, and that is no start', () => {
    const take = (name: string, of?: string) => (state: SlotState) =>
      decideTakeNumber(state, { applicationId: application(name), at, held: of as CredentialId | undefined });
    const forNumber: SlotEvent = {
      type: 'SlotTaken',
      data: { applicationId: application(open), takenAt: at, forNumber: true },
    };
    expect(slot().when(take(open))).toEqual([forNumber]);
    expect(slot(forNumber).when(take(open))).toEqual([]);
    expect(slot(forNumber).when(take('b'))).toMatchObject({ code: 'open-application-exists' });
    expect(slot(held('c9')).when(take(open))).toMatchObject({ code: 'issued-since' });
    expect(slot(held('c9')).when(take(open, 'c9'))).toEqual([forNumber]);
    expect(slot(forNumber).state.starts).toEqual([]);
    const hold = (state: SlotState) =>
      decideHold(state, { credentialId, applicationId: application(open), at });
    expect(slot(forNumber).when(hold)).toMatchObject([
      { type: 'CredentialHeld' },
      { type: 'SlotReleased', data: { why: 'issued' } },
    ]);
  });

  it('remembers which cases wait for the number, the newest of too many', () => {
    const waits = (n: number): SlotEvent => ({
      type: 'NumberAwaited',
      data: { awaitedBy: application(`w${n}`), awaitedAt: at },
    });
    const full = slot(...Array.from({ length: MOST_AWAITING }, (_, n) => waits(n)));
    const wait = (n: number) => (state: SlotState) =>
      decideAwaitNumber(state, { applicationId: application(`w${n}`), at });
    expect(full.when(wait(0))).toEqual([]);
    expect(full.when(wait(MOST_AWAITING))).toEqual([waits(MOST_AWAITING)]);
    const over = slot(...Array.from({ length: MOST_AWAITING + 1 }, (_, n) => waits(n)));
    expect(over.state.awaitedBy).toHaveLength(MOST_AWAITING);
    expect(over.state.awaitedBy[0]).toBe('w1');
  });

  it('knows the credential the person holds', () => {
    const held: SlotEvent = {
      type: 'CredentialHeld',
      data: { credentialId, applicationId: application('a') },
    };
    const hold = (state: SlotState) =>
      decideHold(state, { credentialId, applicationId: application('a'), at });
    expect(slot(taken('a')).when(hold)).toEqual([held]);
    expect(slot(taken('a'), held).when(hold)).toEqual([]);
    expect(slot(taken('a'), held, released('a')).state).toMatchObject({
      taken: undefined,
      held: held.data,
      closed: undefined,
    });
  });

  describe('closed for an erasure', () => {
    const erasure = '0f'.repeat(16) as Subject;
    const another = { erasure, requestedAt: '2026-03-09T09:00:00.000Z' as Instant };
    const request = { erasure, requestedAt: at };
    const close =
      (of = request) =>
      (state: SlotState) =>
        decideCloseSlot(state, { ...of, at });
    const reopen =
      (of = request) =>
      (state: SlotState) =>
        decideReopenSlot(state, { ...of, at });
    const closed: SlotEvent = { type: 'SlotClosed', data: { ...request, closedAt: at } };
    const reopened: SlotEvent = { type: 'SlotReopened', data: { ...request, reopenedAt: at } };

    it('lets no application start until it is open again', () => {
      expect(slot().when(close())).toEqual([closed]);
      expect(slot(closed).when(close())).toEqual([]);
      expect(slot(closed).when(take('a'))).toEqual({ refused: true, code: 'erasure-under-way' });
      expect(slot(closed).when(reopen())).toEqual([reopened]);
      expect(slot(closed, reopened).when(take('a'))).toEqual([taken('a')]);
      expect(slot(closed, reopened).when(reopen())).toEqual([]);
    });

    it('is refused, with the case, while one is open', () => {
      expect(slot(taken('a')).when(close())).toEqual({
        refused: true,
        code: 'erasure-blocked',
        details: [{ at: 'applications/a', code: 'case-open' }],
      });
      expect(slot(taken('a'), released('a')).when(close())).toEqual([closed]);
    });

    it('is opened by no other request, nor closed for one', () => {
      expect(slot(closed).when(reopen(another))).toEqual([]);
      expect(slot(closed).when(close(another))).toMatchObject({ code: 'erasure-under-way' });
    });
  });
});

describe('starts in a day', () => {
  const hour = (n: number) => new Date(Date.UTC(2026, 2, 1) + n * 3_600_000).toISOString() as Instant;
  const started = (name: string, hours: number) => [taken(name, hour(hours)), released(name)];
  const three = [...started('a', 0), ...started('b', 5), ...started('c', 6)];

  it('are as many as the policy allows, and no more until the first is 24 hours old', () => {
    expect(slot(...started('a', 0), ...started('b', 5)).when(take('c', hour(6)))).toHaveLength(1);
    expect(slot(...three).when(take('d', hour(7)))).toEqual({
      refused: true,
      code: 'too-many-starts',
      details: [{ at: 'application', code: 'too-many-starts', params: { maxCount: 3, againAt: hour(24) } }],
      retryMs: 17 * 3_600_000,
    });
    const justBefore = instantOf(Date.parse(hour(24)) - 1);
    expect(slot(...three).when(take('d', justBefore))).toMatchObject({ code: 'too-many-starts', retryMs: 1 });
    expect(slot(...three).when(take('d', hour(24)))).toHaveLength(1);
    const fourth = slot(...three, ...started('d', 24));
    expect(fourth.when(take('e', hour(24)))).toMatchObject({ details: [{ params: { againAt: hour(29) } }] });
  });

  it('do not refuse the same start again, nor hide the application that is open', () => {
    const last = slot(...started('a', 0), ...started('b', 5), taken(open, hour(6)));
    expect(last.when(take(open, hour(6)))).toEqual([]);
    expect(last.when(take('d', hour(7)))).toMatchObject({ code: 'open-application-exists' });
  });

  it('are not what an officer reopens', () => {
    const reopen = (state: SlotState) =>
      decideRetakeSlot(state, { applicationId: application(open), at: hour(8), held: undefined });
    expect(slot(...three).when(reopen)).toEqual([
      { type: 'SlotTaken', data: { applicationId: application(open), takenAt: hour(8), reopened: true } },
    ]);
    const events = slot(...started('b', 5), ...started(open, 6)).when(reopen);
    const reopened = slot(...started('b', 5), ...started(open, 6), ...(Array.isArray(events) ? events : []));
    expect(reopened.when(reopen)).toEqual([]);
    expect(reopened.when(take('d', hour(9)))).toMatchObject({ code: 'open-application-exists' });
    expect(reopened.state.starts).toEqual([hour(5), hour(6)]);
  });

  it('are counted of a stream of a former release too, and only so many are kept', () => {
    const long = Array.from({ length: MOST_STARTS_PER_DAY + 5 }, (_, n) => started(`a${n}`, n / 100)).flat();
    expect(slot(...long).state.starts).toHaveLength(MOST_STARTS_PER_DAY);
    expect(slot(...long, ...started('next', 48)).state.starts).toEqual([hour(48)]);
  });
});
