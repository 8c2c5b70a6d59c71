import { describe, expect, it } from '@jest/globals';
import { given } from '#decider/given.js';
import { applicationDecider, type ApplicationState, type AttachedDocument } from './application.js';
import { decideAttachDocument, decideRemoveDocument, requiredDocuments } from './documents.js';
import type { ApplicationEvent } from './events.js';
import { day, document, draft, ready, sent, terms } from './testing/sample-case.js';

const application = (...events: readonly ApplicationEvent[]) => given(applicationDecider, ...events);

const attach = (state: ApplicationState, change: Partial<AttachedDocument> = {}) =>
  decideAttachDocument(state, { ...document('d9', 'photo'), ...change }, terms);

const attached = (id: string): ApplicationEvent => ({
  type: 'DocumentAttached',
  data: document(id, 'other'),
});

describe('attaching a document', () => {
  it('records what is known of the file', () => {
    expect(application(...draft).when(attach)).toEqual([
      { type: 'DocumentAttached', data: document('d9', 'photo') },
    ]);
  });

  it('is the same when repeated, and another one under the same id is refused', () => {
    const with1 = application(...draft, attached('d9'));
    expect(with1.when((state) => attach(state, { kind: 'other' }))).toEqual([]);
    expect(with1.when((state) => attach(state, { kind: 'other', size: 999 }))).toMatchObject({
      code: 'document-id-reused',
    });
  });

  it('takes as many as the limit and no more', () => {
    expect(application(...draft, attached('a'), attached('b')).when(attach)).toHaveLength(1);
    expect(application(...draft, attached('a'), attached('b'), attached('c')).when(attach)).toMatchObject({
      code: 'too-many-documents',
      details: [{ params: { maxCount: 3 } }],
    });
  });

  it('takes a file of the largest size and none larger, and none that is empty', () => {
    const empty = application(...draft);
    expect(empty.when((state) => attach(state, { size: 1000 }))).toHaveLength(1);
    expect(empty.when((state) => attach(state, { size: 1001 }))).toMatchObject({
      code: 'document-not-accepted',
      details: [{ at: '/size', code: 'document-too-large', params: { maxBytes: 1000 } }],
    });
    expect(empty.when((state) => attach(state, { size: 1 }))).toHaveLength(1);
    expect(empty.when((state) => attach(state, { size: 0 }))).toMatchObject({
      details: [{ at: '/size', code: 'document-empty' }],
    });
  });

  it('tells everything that is wrong with the file', () => {
    expect(
      application(...draft).when((state) => attach(state, { size: 1001, mediaType: 'video/mp4' })),
    ).toMatchObject({ details: [{ code: 'document-too-large' }, { code: 'media-type-not-accepted' }] });
  });

  it('is refused while the case is being screened', () => {
    expect(application(...sent).when(attach)).toMatchObject({ code: 'application-not-editable' });
  });
});

describe('removing a document', () => {
  const remove = (state: ApplicationState) =>
    decideRemoveDocument(state, { documentId: 'd2', registered: 'employee' }, terms);

  it('takes it away, once', () => {
    expect(application(...ready).when(remove)).toEqual([
      { type: 'DocumentRemoved', data: { documentId: 'd2' } },
    ]);
    expect(application(...draft).when(remove)).toEqual([]);
  });

  it('does not leave a submitted case without a document it needs', () => {
    const asked: readonly ApplicationEvent[] = [
      ...sent,
      {
        type: 'ActionRequired',
        data: { until: day(35) },
        personal: { conditions: [{ condition: 'passport-current', reason: 'passport-expired' }] },
      },
    ];
    expect(application(...asked).when(remove)).toMatchObject({ code: 'document-required' });
    const replaced = application(...asked, { type: 'DocumentAttached', data: document('d3', 'photo') });
    expect(replaced.when(remove)).toHaveLength(1);
  });
});

describe('the documents needed', () => {
  it('are the passport and a photo, and the sponsor’s letter for a dependant', () => {
    expect(requiredDocuments('employee')).toEqual(['passport-copy', 'photo']);
    expect(requiredDocuments('dependant')).toEqual(['passport-copy', 'photo', 'sponsor-letter']);
  });
});
