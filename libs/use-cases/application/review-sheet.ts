import type { Instant } from '#decider/brand.js';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import {
  applicationDecider,
  type AttachedDocument,
  type Details,
  isStarted,
} from '#domain/application/application.js';
import type { ResidentCategory, Service } from '#domain/application/case-terms.js';
import { missingForSubmission } from '#domain/application/drafting.js';
import { feesDecider } from '#domain/fees/fees.js';
import type { Actor } from '#domain/kernel/actor.js';
import type { ApplicationId, TrackingNumber } from '#domain/kernel/brand.js';
import { type Refusal, type RefusalDetail, refuse } from '#decider/decider.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { Revision } from '#event-store/port.js';
import { streams } from '../streams.js';
import { mayBeSeen } from './case-in-log.js';
import { registeredCategory } from './registered-category.js';

/** What the applicant declares to be right, as of a revision, and what is still missing. */
export interface ReviewSheet {
  readonly applicationId: ApplicationId;
  readonly revision: Revision;
  readonly missing: readonly RefusalDetail[];
  readonly declaration: 'none' | 'stale' | 'current';
  readonly summary: {
    readonly trackingNumber: TrackingNumber;
    readonly service: Service;
    readonly category: ResidentCategory;
    readonly details: Details | null;
    readonly documents: readonly AttachedDocument[];
  };
}

/** Read from the log, not from a read model: what is declared must be what is there. */
export class ReviewSheetOf extends Query<ReviewSheet | Refusal> {
  constructor(
    readonly applicationId: ApplicationId,
    readonly actor: Actor,
    readonly at: Instant,
  ) {
    super();
  }
}

@QueryHandler(ReviewSheetOf)
export class ReviewSheetHandler implements IQueryHandler<ReviewSheetOf> {
  constructor(private readonly log: EventLog) {}

  async execute({ applicationId, actor, at }: ReviewSheetOf): Promise<ReviewSheet | Refusal> {
    const [application, fees, registered] = await Promise.all([
      this.log.load(applicationDecider, streams.application(applicationId)),
      this.log.load(feesDecider, streams.fees(applicationId)),
      registeredCategory(this.log, applicationId, at),
    ]);
    const { state, revision } = application;
    if (!isStarted(state) || revision === 'no_stream' || !(await mayBeSeen(this.log, state, actor)))
      return refuse('application-not-found');
    const { trackingNumber, service, category, details, documents, declaration } = state;
    return {
      applicationId,
      revision,
      missing: missingForSubmission(state, fees.state, registered),
      declaration: declaration.kind,
      summary: { trackingNumber, service, category, details: details ?? null, documents },
    };
  }
}
