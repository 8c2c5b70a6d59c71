import type { Instant } from '#decider/brand.js';
import type { ResidentCategory, Service } from '#domain/application/case-terms.js';
import type { ApplicationId, TrackingNumber } from '#domain/kernel/brand.js';

/**
 * Folded from `application-{id}`: an application that an officer may come to see. It is there before and between
 * stays in the queue (`since` is null then), because a referral tells neither category nor service.
 */
export interface ReviewQueueSection {
  readonly trackingNumber: TrackingNumber;
  readonly service: Service;
  readonly category: ResidentCategory;
  readonly submittedAt: Instant | null;
  /** In the queue since; null: not in the queue. */
  readonly since: Instant | null;
  readonly reasons: readonly string[];
  readonly claimedBy: string | null;
  readonly claimedAt: Instant | null;
  /** Set while the applicant owes an answer. */
  readonly informationUntil: Instant | null;
}

export interface ReviewQueueDocument {
  readonly application?: ReviewQueueSection;
}

/** One line of the officers' queue. */
export interface ReviewQueueEntry extends Omit<ReviewQueueSection, 'since'> {
  readonly applicationId: ApplicationId;
  readonly since: Instant;
  /** Of the application's stream: to pin a decision with If-Match. */
  readonly revision: bigint;
}

export interface ReviewQueueFilter {
  readonly category?: ResidentCategory;
  /** An officer's id, or `nobody`: unclaimed only. */
  readonly claimedBy?: string;
  /** 1 to 100, default 25. */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

export interface ReviewQueuePage {
  /** Oldest first. */
  readonly entries: readonly ReviewQueueEntry[];
  /** Undefined: there is no more. */
  readonly next: string | undefined;
}
