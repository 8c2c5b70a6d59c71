import type { ResidentCategory } from '#domain/application/case-terms.js';
import { REVIEW_REASONS, type ReviewReason } from '#domain/application/review-reasons.js';
import { CATEGORIES } from '../fields/choices.js';
import { Choice, Text, WholeParameter } from '../fields/fields.js';

export class QueueQuery {
  @Choice(CATEGORIES, { optional: true })
  readonly category?: ResidentCategory;

  @Text({ max: 128, optional: true, says: "An officer's id, or `nobody`" })
  readonly claimedBy?: string;

  @WholeParameter({ min: 1, max: 100, optional: true, says: 'Default 25' })
  readonly limit?: number;

  @Text({ max: 256, pattern: /^[\w-]+$/, optional: true, says: '`next` of the page before' })
  readonly cursor?: string;
}

export class ReplaceableQuery {
  @WholeParameter({ min: 1, max: 100, optional: true, says: 'Default 25' })
  readonly limit?: number;

  @Text({ max: 256, pattern: /^[\w-]+$/, optional: true, says: '`next` of the page before' })
  readonly cursor?: string;
}

export class DecisionBody {
  @Choice(['approve', 'reject'])
  readonly decision!: 'approve' | 'reject';

  @Choice(Object.keys(REVIEW_REASONS), { says: 'Told to the applicant in words', example: 'documents-agree' })
  readonly reason!: ReviewReason;
}

export class ReasonBody {
  @Choice(Object.keys(REVIEW_REASONS), {
    says: 'Told to the applicant in words',
    example: 'passport-copy-unreadable',
  })
  readonly reason!: ReviewReason;
}
