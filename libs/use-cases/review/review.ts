import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideClaim, decideRelease, decideReview } from '#domain/application/review.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { decideOnCase } from '../application/decide-on-case.js';
import { Policies } from '../policies.js';
import { Subjects } from '../subjects.js';
import { UseCase } from '../use-case.js';
import { actingOfficer, officerOf } from './officer.js';

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
    private readonly subjects: Subjects,
  ) {}

  async execute({ context, applicationId }: ClaimReview) {
    const acting = await actingOfficer({ log: this.log, subjects: this.subjects }, context, applicationId);
    const terms = this.policies.terms(context.at);
    return decideOnCase(this.log, context, applicationId, (state) =>
      decideClaim(state, acting(state), terms),
    );
  }
}

@CommandHandler(ReleaseReview)
export class ReleaseReviewHandler implements ICommandHandler<ReleaseReview> {
  constructor(private readonly log: EventLog) {}

  execute({ context, applicationId }: ReleaseReview) {
    return decideOnCase(this.log, context, applicationId, (state) =>
      decideRelease(state, { officer: officerOf(context), at: context.at }),
    );
  }
}

@CommandHandler(DecideReview)
export class DecideReviewHandler implements ICommandHandler<DecideReview> {
  constructor(
    private readonly log: EventLog,
    private readonly subjects: Subjects,
  ) {}

  async execute({ context, applicationId, decision, reason }: DecideReview) {
    const acting = await actingOfficer({ log: this.log, subjects: this.subjects }, context, applicationId);
    return decideOnCase(this.log, context, applicationId, (state) =>
      decideReview(state, { ...acting(state), decision, reason }),
    );
  }
}
