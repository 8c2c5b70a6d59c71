import { describe, expect, it } from '@jest/globals';
import { given } from '#decider/given.js';
import { committedPolicy } from '../policy/testing/committed-policy.js';
import { applicationDecider, type ApplicationState } from './application.js';
import { decideAttachDocument, decideRemoveDocument } from './documents.js';
import { decideProvideDetails } from './drafting.js';
import type { ApplicationEvent } from './events.js';
import { actionRequired, day, document, draft, passport, sent, terms } from './testing/sample-case.js';

const few = { ...terms, edits: { draft: 3, submitted: 2 } };

const attached: ApplicationEvent = { type: 'DocumentAttached', data: document('d7', 'other') };
const removed: ApplicationEvent = { type: 'DocumentRemoved', data: { documentId: 'd7' } };

const provide = (state: ApplicationState, number: string = passport.number) =>
  decideProvideDetails(
    state,
    { period: 12, passport: { ...passport, number }, at: day(2) },
    'employee',
    committedPolicy,
    few,
  );
const attach = (state: ApplicationState) => decideAttachDocument(state, document('d8', 'other'), few);
const remove = (state: ApplicationState) =>
  decideRemoveDocument(state, { documentId: 'd7', registered: 'employee' }, few);

const application = (...events: readonly ApplicationEvent[]) => given(applicationDecider, ...events);
const refused = (maxCount: number) => ({
  refused: true,
  code: 'too-many-edits',
  details: [{ at: 'application', code: 'too-many-edits', params: { maxCount } }],
});

describe('changes of a draft', () => {
  it('are as many as the policy allows, of whatever kind', () => {
    const once = application(...draft, attached, removed);
    expect(once.when(provide)).toHaveLength(1);
    expect(once.when(attach)).toHaveLength(1);
    const full = application(...draft, attached, removed, attached);
    expect(full.when(provide)).toEqual(refused(3));
    expect(full.when(attach)).toEqual(refused(3));
    expect(full.when(remove)).toEqual(refused(3));
  });

  it('that change nothing are none', () => {
    const events = application(...draft).when(provide);
    const provided = Array.isArray(events) ? events : [];
    const full = application(...draft, attached, removed, ...provided);
    expect(full.state).toMatchObject({ edits: 3 });
    expect(full.when(provide)).toEqual([]);
    expect(full.when(remove)).toEqual([]);
    expect(full.when((state) => provide(state, 'M1'))).toEqual(refused(3));
  });

  it('are counted anew from the submission on, so that what is asked for can still be brought', () => {
    expect(application(...sent).state).toMatchObject({ edits: 0 });
    const asked = application(...actionRequired, attached);
    expect(asked.when((state) => provide(state, 'M1'))).toHaveLength(1);
    const full = application(...actionRequired, attached, removed);
    expect(full.when((state) => provide(state, 'M1'))).toEqual(refused(2));
    expect(full.when(attach)).toEqual(refused(2));
  });

  it('are not given back by being asked again', () => {
    const [again] = actionRequired.slice(-1);
    if (again === undefined) throw new Error('nothing was asked');
    expect(application(...actionRequired, attached, removed, again).when(attach)).toEqual(refused(2));
  });
});
