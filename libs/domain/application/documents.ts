import { refuse, type RefusalDetail } from '#decider/decider.js';
import { deepEqual } from '../kernel/deep-equal.js';
import type { Terms } from '../policy/policy.js';
import { isEditable, isStarted, type ApplicationState, type AttachedDocument } from './application.js';
import type { DocumentKind, ResidentCategory } from './case-terms.js';
import { tooManyEdits } from './edits.js';
import { notEditable, type ApplicationDecision } from './refusals.js';

/** The documents of a case: what is known of an uploaded file. Its content is kept elsewhere, under its hash. */

/** Attaches a document within the limits, which are told before anything is uploaded. */
export function decideAttachDocument(
  state: ApplicationState,
  document: AttachedDocument,
  { documents: limits, edits }: Pick<Terms, 'documents' | 'edits'>,
): ApplicationDecision {
  if (!isStarted(state)) return refuse('application-not-found');
  const known = state.documents.find(({ documentId }) => documentId === document.documentId);
  if (known) return deepEqual(known, document) ? [] : refuse('document-id-reused');
  if (!isEditable(state)) return notEditable(state);
  const { maxCount } = limits;
  if (state.documents.length >= maxCount) {
    return refuse('too-many-documents', [
      { at: 'documents', code: 'too-many-documents', params: { maxCount } },
    ]);
  }
  const unacceptable = whyUnacceptable(document, limits);
  if (unacceptable.length > 0) return refuse('document-not-accepted', unacceptable);
  return tooManyEdits(state, edits) ?? [{ type: 'DocumentAttached', data: document }];
}

function whyUnacceptable(
  { mediaType, size }: AttachedDocument,
  { maxBytes, mediaTypes }: Terms['documents'],
): readonly RefusalDetail[] {
  return [
    ...(size > 0 ? [] : [{ at: '/size', code: 'document-empty' }]),
    ...(size <= maxBytes ? [] : [{ at: '/size', code: 'document-too-large', params: { maxBytes } }]),
    ...(mediaTypes.includes(mediaType)
      ? []
      : [{ at: '/mediaType', code: 'media-type-not-accepted', params: { allowed: mediaTypes } }]),
  ];
}

/** Takes a document away; after submission, not the last one of a kind the case needs by the category passports has. */
export function decideRemoveDocument(
  state: ApplicationState,
  {
    documentId,
    registered,
  }: { readonly documentId: string; readonly registered: ResidentCategory | undefined },
  { edits }: Pick<Terms, 'edits'>,
): ApplicationDecision {
  if (!isStarted(state)) return refuse('application-not-found');
  if (!state.documents.some((document) => document.documentId === documentId)) return [];
  if (!isEditable(state)) return notEditable(state);
  const left = state.documents.filter((document) => document.documentId !== documentId);
  if (state.phase !== 'draft' && missingDocuments(registered, left).length > 0) {
    return refuse('document-required');
  }
  return tooManyEdits(state, edits) ?? [{ type: 'DocumentRemoved', data: { documentId } }];
}

/** The kinds the case needs and does not have. */
export function missingDocuments(
  category: ResidentCategory | undefined,
  documents: readonly AttachedDocument[],
): readonly DocumentKind[] {
  return requiredDocuments(category).filter((kind) => !documents.some((document) => document.kind === kind));
}

/**
 * By the category passports has; undefined: what is needed in any. A medical report is not among them: the accredited
 * centres report the examination themselves.
 */
export function requiredDocuments(category: ResidentCategory | undefined): readonly DocumentKind[] {
  return category === 'dependant' ? ['passport-copy', 'photo', 'sponsor-letter'] : ['passport-copy', 'photo'];
}
