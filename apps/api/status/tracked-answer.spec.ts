import { describe, expect, it } from '@jest/globals';
import type { ApplicationEvent } from '#domain/application/events.js';
import { CONDITIONS } from '#domain/conditions/all.js';
import type { ConditionOutcome } from '#domain/conditions/outcome.js';
import type { ApplicationStatus } from '#read-models/application-status/document.js';
import { applicationStatusProjection } from '#read-models/application-status/projection.js';
import { applicationEvents, applicationId, outcome } from '#domain/testing/case-events.js';
import { given } from '#read-models/testing/folding.js';
import { trackedAnswer } from './tracked-answer.js';

/** The status as the queries would answer it after these events. */
function statusAfter(...events: readonly ApplicationEvent[]): ApplicationStatus {
  const document = given(applicationStatusProjection, ...events);
  if (document?.application === undefined) throw new Error('there is no case after these events');
  return {
    ...document.application,
    revision: BigInt(events.length),
    credentialRevision: -1n,
    feesRevision: -1n,
    fees: null,
    credential: null,
    requests: [],
  };
}

const { ApplicationStarted, ApplicationSubmitted, ReferredToOfficer, InformationRequested } =
  applicationEvents;
const begun = [ApplicationStarted, ApplicationSubmitted] as const;
const checked = (finding: ConditionOutcome): ApplicationEvent => ({
  ...applicationEvents.ScreeningCompleted,
  personal: { changed: [finding] },
});

/** Every way a case can go on after a finding, and whose turn it is then. */
const COURSES: Readonly<Record<string, (finding: ConditionOutcome) => readonly ApplicationEvent[]>> = {
  applicant: ({ condition, reason }) => [
    {
      type: 'ActionRequired',
      data: applicationEvents.ActionRequired.data,
      personal: { conditions: [{ condition, reason }] },
    },
  ],
  officer: ({ reason }) => [
    { type: 'ReferredToOfficer', data: ReferredToOfficer.data, personal: { reasons: [reason] } },
  ],
  asked: ({ reason }) => [
    ReferredToOfficer,
    { type: 'InformationRequested', data: { ...InformationRequested.data, reason } },
  ],
  rejected: ({ reason, remedy }) => [
    {
      type: 'ApplicationRejected',
      data: { ...applicationEvents.ApplicationRejected.data, remedy },
      personal: { reason },
    },
  ],
  withdrawn: ({ reason }) => [
    applicationEvents.ApplicationApproved,
    { type: 'ApprovalWithdrawn', data: applicationEvents.ApprovalWithdrawn.data, personal: { reason } },
  ],
};

const FINDINGS = CONDITIONS.flatMap(({ id, owner, reasons }) =>
  Object.keys(reasons).flatMap((reason) =>
    (['failed', 'pending', 'satisfied'] as const).map((state) =>
      outcome({ condition: id, reason, owner, state, factIds: [`fact-of-${id}`] }),
    ),
  ),
);

describe('what the public tracking answer tells', () => {
  it('is no finding: every failure of every condition, in every course, reads the same', () => {
    expect(new Set(FINDINGS.map(({ condition }) => condition)).size).toBe(CONDITIONS.length);
    for (const [course, follows] of Object.entries(COURSES)) {
      const told = new Set(
        FINDINGS.flatMap((finding) => {
          const status = statusAfter(...begun, checked(finding), ...follows(finding));
          return (['ar', 'en'] as const).map(
            (language) => `${language} ${JSON.stringify(trackedAnswer(status, language))}`,
          );
        }),
      );
      expect([course, told.size]).toEqual([course, 2]);
      for (const text of told) expect(text).not.toMatch(namesOf());
    }
  });

  it('is the phase, what is to be done, by whom and until when, and dates', () => {
    const { required } = statusAfter(...begun, applicationEvents.ActionRequired);
    expect(trackedAnswer(statusAfter(...begun, applicationEvents.ActionRequired), 'en')).toEqual({
      trackingNumber: ApplicationStarted.data.trackingNumber,
      service: 'renew',
      phase: 'action-required',
      next: { by: 'applicant', says: expect.stringContaining('sign in'), until: required?.until },
      dates: expect.objectContaining({ submitted: ApplicationSubmitted.data.submittedAt, decided: null }),
    });
    const by = (...events: readonly ApplicationEvent[]) =>
      trackedAnswer(statusAfter(ApplicationStarted, ...events), 'en').next.by;
    expect(by()).toBe('applicant');
    expect(by(ApplicationSubmitted)).toBe('service');
    expect(by(ApplicationSubmitted, ReferredToOfficer)).toBe('officer');
    expect(by(ApplicationSubmitted, ReferredToOfficer, InformationRequested)).toBe('applicant');
    expect(by(ApplicationSubmitted, applicationEvents.ApplicationApproved)).toBe('service');
    expect(by(applicationEvents.ApplicationWithdrawn)).toBe('nobody');
  });

  it('names neither the application nor the person', () => {
    const text = JSON.stringify(
      trackedAnswer(statusAfter(...begun, applicationEvents.DetailsProvided), 'en'),
    );
    for (const secret of [applicationId, ApplicationStarted.data.subject, '6789', 'ERIKSSON', 'employee'])
      expect(text).not.toContain(secret);
  });
});

/** Anything a finding is known by: ids, codes, owners and texts of all conditions. */
function namesOf(): RegExp {
  const names = CONDITIONS.flatMap(({ id, owner, title, reasons }) => [
    id,
    owner,
    title.ar,
    title.en,
    ...Object.entries(reasons).flatMap(([code, { says, todo }]) => [
      code,
      says.ar,
      says.en,
      todo.ar,
      todo.en,
    ]),
    `fact-of-${id}`,
  ]);
  const telling = names.filter((name) => name.length > 3);
  return new RegExp(telling.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|'));
}
