import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideClaim, decideRelease, decideReview } from '#domain/application/review.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { type CommandContext, EventLog } from '#event-log/event-log.js';
import { onApplication } from '../application/on-application.js';
import { Policies } from '../policies.js';
import { UseCase } from '../use-case.js';
import { officerOf } from './officer.js';

/** An officer takes a referred case. */
export class ClaimReview extends UseCase<{ applicationId: ApplicationId }> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
  ) {
    super(context);
  }
}

/** The officer puts it back for another. */
export class ReleaseReview extends UseCase<{ applicationId: ApplicationId }> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
  ) {
    super(context);
  }
}

/** The officer who claimed it decides. The reason is a code; people's words stay out of the log. */
export class DecideReview extends UseCase<{ applicationId: ApplicationId }> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
    readonly decision: 'approve' | 'reject',
    readonly reason: string,
  ) {
    super(context);
  }
}

@CommandHandler(ClaimReview)
export class ClaimReviewHandler implements ICommandHandler<ClaimReview> {
  constructor(
    private readonly log: EventLog,
    private readonly policies: Policies,
  ) {}

  execute({ context, applicationId }: ClaimReview) {
    return onApplication(this.log, context, applicationId, (state) =>
      decideClaim(state, { officer: officerOf(context), at: context.at }, this.policies.terms(context.at)),
    );
  }
}

@CommandHandler(ReleaseReview)
export class ReleaseReviewHandler implements ICommandHandler<ReleaseReview> {
  constructor(private readonly log: EventLog) {}

  execute({ context, applicationId }: ReleaseReview) {
    return onApplication(this.log, context, applicationId, (state) =>
      decideRelease(state, { officer: officerOf(context), at: context.at }),
    );
  }
}

@CommandHandler(DecideReview)
export class DecideReviewHandler implements ICommandHandler<DecideReview> {
  constructor(private readonly log: EventLog) {}

  execute({ context, applicationId, decision, reason }: DecideReview) {
    return onApplication(this.log, context, applicationId, (state) =>
      decideReview(state, { officer: officerOf(context), decision, reason, at: context.at }),
    );
  }
}
