import type { Instant, Subject } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import { given } from '#decider/given.js';
import {
  decideCancelErasure,
  decideCompleteErasure,
  decideConfirmErasure,
  decideGiveUpConfirmation,
  decideLapseErasure,
  decideRequestErasure,
  erasureDecider,
  isUnderWay,
  toErase,
} from './erasure.js';
import type { ErasureEvent } from './events.js';

// The casts below make identifiers that no parser has to see.
const day = (n: number) => new Date(Date.UTC(2026, 2, n, 9)).toISOString() as Instant;
const subject = '0f'.repeat(16) as Subject;
const former = 'f0'.repeat(16) as Subject;
const terms = { erasureRequestDays: 14 };
const blockers = [
  { at: 'applications/a1', code: 'case-open' },
  { at: 'fees/a1', code: 'money-unsettled' },
];

const Requested = {
  type: 'ErasureRequested',
  data: { subject, requestedBy: 'omar', reason: 'ordered', requestedAt: day(1), lapsesAt: day(15) },
} as const satisfies ErasureEvent;
const Confirmed: ErasureEvent = {
  type: 'ErasureConfirmed',
  data: { confirmedBy: 'huda', subjects: [subject, former], confirmedAt: day(2) },
};
const Cancelled: ErasureEvent = {
  type: 'ErasureCancelled',
  data: { cancelledBy: 'omar', cancelledAt: day(3) },
};
const Lapsed: ErasureEvent = { type: 'ErasureLapsed', data: { lapsedAt: day(15) } };
const Completed: ErasureEvent = { type: 'ErasureCompleted', data: { cases: 2, completedAt: day(4) } };

const after = (...events: readonly ErasureEvent[]) => given(erasureDecider, ...events);
const asking = { subject, requestedBy: 'omar', reason: 'ordered', at: day(1) } as const;
const confirming = {
  confirmedBy: 'huda',
  subjects: [subject, former],
  slotsClosedFor: day(1),
  at: day(2),
};

describe('asking for an erasure', () => {
  it('records who and why, and when it is off', () => {
    expect(after().when((state) => decideRequestErasure(state, asking, [], terms))).toEqual([Requested]);
  });

  it('is refused with every reason against it', () => {
    expect(after().when((state) => decideRequestErasure(state, asking, blockers, terms))).toEqual({
      refused: true,
      code: 'erasure-blocked',
      details: blockers,
    });
  });

  it('again, by the same operator for the same reason, changes nothing; otherwise it is refused', () => {
    const again = (request: Parameters<typeof decideRequestErasure>[1]) =>
      after(Requested).when((state) => decideRequestErasure(state, request, [], terms));
    expect(again(asking)).toEqual([]);
    expect(again({ ...asking, requestedBy: 'huda' })).toMatchObject({ code: 'erasure-already-requested' });
    expect(again({ ...asking, reason: 'retention-over' })).toMatchObject({
      code: 'erasure-already-requested',
    });
    expect(again({ ...asking, at: day(15) })).toMatchObject([{ data: { requestedAt: day(15) } }]);
  });

  it.each([
    ['was cancelled', [Requested, Cancelled]],
    ['lapsed', [Requested, Lapsed]],
    ['is complete: the person may have come again', [Requested, Confirmed, Completed]],
  ])('is possible once the one before %s', (_, events) => {
    const decision = after(...events).when((state) =>
      decideRequestErasure(state, { ...asking, at: day(20) }, [], terms),
    );
    expect(decision).toMatchObject([{ type: 'ErasureRequested', data: { lapsesAt: day(34) } }]);
  });

  it('is refused while one is carried out', () => {
    expect(
      after(Requested, Confirmed).when((state) => decideRequestErasure(state, asking, [], terms)),
    ).toMatchObject({ code: 'erasure-under-way' });
  });
});

describe('confirming an erasure', () => {
  it('is another operator’s, and names everything the person is known as', () => {
    const { state, when } = after(Requested);
    expect(when((current) => decideConfirmErasure(current, confirming, []))).toEqual([Confirmed]);
    expect(toErase(state)).toBeUndefined();
    expect(toErase(after(Requested, Confirmed).state)).toEqual([subject, former]);
  });

  it('is refused to the one who asked', () => {
    const own = { ...confirming, confirmedBy: 'omar' };
    expect(after(Requested).when((state) => decideConfirmErasure(state, own, []))).toMatchObject({
      code: 'erasure-needs-another-operator',
    });
  });

  it('is refused with every reason that has come since', () => {
    expect(after(Requested).when((state) => decideConfirmErasure(state, confirming, blockers))).toMatchObject(
      {
        code: 'erasure-blocked',
        details: blockers,
      },
    );
  });

  it('is too late from the moment it lapses', () => {
    const late = (at: Instant) =>
      after(Requested).when((state) => decideConfirmErasure(state, { ...confirming, at }, []));
    const lastMoment = new Date(Date.parse(day(15)) - 1).toISOString() as Instant;
    expect(late(lastMoment)).toMatchObject([{ type: 'ErasureConfirmed' }]);
    expect(late(day(15))).toMatchObject({ code: 'erasure-lapsed' });
  });

  it('again changes nothing; by a third operator it is refused', () => {
    for (const events of [
      [Requested, Confirmed],
      [Requested, Confirmed, Completed],
    ]) {
      const { when } = after(...events);
      expect(when((state) => decideConfirmErasure(state, confirming, blockers))).toEqual([]);
      expect(
        when((state) => decideConfirmErasure(state, { ...confirming, confirmedBy: 'sara' }, [])),
      ).toMatchObject({
        code: events.includes(Completed) ? 'erasure-not-requested' : 'erasure-under-way',
      });
    }
  });

  it('is refused when the slots are closed for another request, or not at all', () => {
    for (const slotsClosedFor of [undefined, day(2)])
      expect(
        after(Requested).when((state) => decideConfirmErasure(state, { ...confirming, slotsClosedFor }, [])),
      ).toMatchObject({ code: 'erasure-not-requested' });
  });

  it('cut off after it had closed the slots, is given up: it cannot come late', () => {
    const giveUp = { requestedAt: day(1), at: day(2) };
    const { when } = after(Requested);
    const GivenUp: ErasureEvent = { type: 'ErasureLapsed', data: { lapsedAt: day(2) } };
    expect(when((state) => decideGiveUpConfirmation(state, giveUp))).toEqual([GivenUp]);
    expect(
      after(Requested, GivenUp).when((state) => decideConfirmErasure(state, confirming, [])),
    ).toMatchObject({ code: 'erasure-lapsed' });
    const another: ErasureEvent = {
      type: 'ErasureRequested',
      data: { ...Requested.data, requestedAt: day(3), lapsesAt: day(17) },
    };
    const anew = after(Requested, GivenUp, another);
    expect(anew.when((state) => decideConfirmErasure(state, confirming, []))).toMatchObject({
      code: 'erasure-not-requested',
    });
    expect(anew.when((state) => decideGiveUpConfirmation(state, giveUp))).toEqual([]);
    expect(after(Requested, Confirmed).when((state) => decideGiveUpConfirmation(state, giveUp))).toEqual([]);
  });

  it('keeps the slots of its request closed until it is complete', () => {
    expect(isUnderWay(after(Requested).state, day(1))).toBe(false);
    expect(isUnderWay(after(Requested, Confirmed).state, day(1))).toBe(true);
    expect(isUnderWay(after(Requested, Confirmed).state, day(2))).toBe(false);
    expect(isUnderWay(after(Requested, Confirmed, Completed).state, day(1))).toBe(false);
  });

  it.each([
    ['erasure-not-requested', []],
    ['erasure-not-requested', [Requested, Cancelled]],
    ['erasure-lapsed', [Requested, Lapsed]],
  ])('is refused with %s when nothing waits for it', (code, events) => {
    expect(after(...events).when((state) => decideConfirmErasure(state, confirming, []))).toMatchObject({
      code,
    });
  });
});

describe('an erasure that was requested', () => {
  const cancel = { cancelledBy: 'omar', at: day(3) };

  it('can be taken back, once', () => {
    expect(after(Requested).when((state) => decideCancelErasure(state, cancel))).toEqual([Cancelled]);
    expect(after(Requested, Cancelled).when((state) => decideCancelErasure(state, cancel))).toEqual([]);
    expect(after().when((state) => decideCancelErasure(state, cancel))).toMatchObject({
      code: 'erasure-not-requested',
    });
    expect(after(Requested, Confirmed).when((state) => decideCancelErasure(state, cancel))).toMatchObject({
      code: 'erasure-under-way',
    });
  });

  it('lapses on its day, not before, and only if it still waits', () => {
    expect(after(Requested).when((state) => decideLapseErasure(state, day(14)))).toEqual([]);
    expect(after(Requested).when((state) => decideLapseErasure(state, day(15)))).toEqual([Lapsed]);
    for (const event of [Confirmed, Cancelled])
      expect(after(Requested, event).when((state) => decideLapseErasure(state, day(20)))).toEqual([]);
  });
});

describe('an erasure that was confirmed', () => {
  it('is complete once, and nothing is left to erase then', () => {
    const complete = { cases: 2, at: day(4) };
    const { when } = after(Requested, Confirmed);
    expect(when((state) => decideCompleteErasure(state, complete))).toEqual([Completed]);
    const done = after(Requested, Confirmed, Completed);
    expect(done.when((state) => decideCompleteErasure(state, complete))).toEqual([]);
    expect(toErase(done.state)).toBeUndefined();
    expect(after(Requested).when((state) => decideCompleteErasure(state, complete))).toMatchObject({
      code: 'erasure-not-requested',
    });
  });
});
