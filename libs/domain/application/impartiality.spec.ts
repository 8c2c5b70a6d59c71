import type { Subject } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { given } from '#decider/given.js';
import { isRefusal } from '#decider/decider.js';
import { applicationDecider, type ApplicationState } from './application.js';
import type { ApplicationEvent } from './events.js';
import type { Impartiality } from './impartiality.js';
import {
  decideClaim,
  decideRelease,
  decideReopen,
  decideRequestInformation,
  decideReview,
} from './review.js';
import {
  approvedByOfficer,
  claimed,
  day,
  impartial,
  referred,
  rejectedByOfficer,
  start,
  terms,
} from './testing/sample-case.js';

const application = (...events: readonly ApplicationEvent[]) => given(applicationDecider, ...events);
const [reason, at] = ['new-evidence', day(8)];

/** Everything an officer can do with a case except giving it back, and cases in which it can be done. */
const ACTS: Readonly<
  Record<
    string,
    {
      readonly events: readonly ApplicationEvent[];
      readonly act: (by: Impartiality) => (state: ApplicationState) => ReturnType<typeof decideClaim>;
    }
  >
> = {
  claim: {
    events: referred,
    act: (by) => (state) => decideClaim(state, { officer: 'huda', ...by, at }, terms),
  },
  ask: {
    events: claimed,
    act: (by) => (state) =>
      decideRequestInformation(state, { officer: 'huda', ...by, reason, until: day(20) }),
  },
  approve: {
    events: claimed,
    act: (by) => (state) => decideReview(state, { officer: 'huda', ...by, decision: 'approve', reason, at }),
  },
  reject: {
    events: claimed,
    act: (by) => (state) => decideReview(state, { officer: 'huda', ...by, decision: 'reject', reason, at }),
  },
  'reopen an approval': {
    events: approvedByOfficer,
    act: (by) => (state) => decideReopen(state, { officer: 'saad', ...by, reason, at }),
  },
  'reopen a rejection': {
    events: rejectedByOfficer,
    act: (by) => (state) => decideReopen(state, { officer: 'saad', ...by, reason, at }),
  },
};

const [formerly] = impartial.concerned.subjects;
const [sponsor] = impartial.concerned.sponsors;
const by = (person: Subject | undefined): Impartiality => ({ ...impartial, person: person ?? start.subject });

describe.each(Object.entries(ACTS))('to %s', (_name, { events, act }) => {
  it('is refused to the person the case is about, under any of their numbers', () => {
    for (const person of [start.subject, formerly])
      expect(application(...events).when(act(by(person)))).toMatchObject({ refused: true, code: 'own-case' });
  });

  it('is refused to whoever sponsors them', () => {
    expect(application(...events).when(act(by(sponsor)))).toMatchObject({ code: 'sponsors-applicant' });
  });

  it('is refused to whoever owns or represents the establishment that sponsors them', () => {
    const establishments = [...impartial.establishments, ...impartial.concerned.sponsors];
    expect(application(...events).when(act({ ...impartial, establishments }))).toMatchObject({
      code: 'sponsors-applicant',
    });
  });

  it('is for everybody else', () => {
    const hex = fc.stringMatching(/^[1-9]{32}$/).map((text) => text as Subject);
    fc.assert(
      fc.property(hex, (person) => {
        const decision = application(...events).when(act(by(person)));
        expect(isRefusal(decision) ? decision.code : decision.length).toBe(1);
      }),
      { numRuns: 30 },
    );
  });
});

it('a case of one’s own can still be given back', () => {
  expect(application(...claimed).when((state) => decideRelease(state, { officer: 'huda', at }))).toHaveLength(
    1,
  );
});
