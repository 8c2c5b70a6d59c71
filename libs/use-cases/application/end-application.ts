import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideLapse, decideWithdraw } from '#domain/application/ending.js';
import { decideEscalate } from '#domain/application/screening.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { UseCase } from '../use-case.js';
import { decideOnCase } from './decide-on-case.js';

/** The applicant no longer wants it. */
export class WithdrawApplication extends UseCase<{ applicationId: ApplicationId }> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
    readonly reason?: string,
  ) {
    super(context);
  }
}

/** A deadline passed: nothing happens if it has moved or the case has moved on. */
export class LapseApplication extends UseCase<{ applicationId: ApplicationId }> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
  ) {
    super(context);
  }
}

/** Nobody has reported what the case waits for: an officer looks at it, if it still waits. */
export class EscalateApplication extends UseCase<{ applicationId: ApplicationId }> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
  ) {
    super(context);
  }
}

@CommandHandler(WithdrawApplication)
export class WithdrawApplicationHandler implements ICommandHandler<WithdrawApplication> {
  constructor(private readonly log: EventLog) {}

  execute({ context, applicationId, reason }: WithdrawApplication) {
    return decideOnCase(this.log, context, applicationId, (state) =>
      decideWithdraw(state, { at: context.at, ...(reason === undefined ? {} : { reason }) }),
    );
  }
}

@CommandHandler(LapseApplication)
export class LapseApplicationHandler implements ICommandHandler<LapseApplication> {
  constructor(private readonly log: EventLog) {}

  execute({ context, applicationId }: LapseApplication) {
    return decideOnCase(this.log, context, applicationId, (state) => decideLapse(state, { at: context.at }));
  }
}

@CommandHandler(EscalateApplication)
export class EscalateApplicationHandler implements ICommandHandler<EscalateApplication> {
  constructor(private readonly log: EventLog) {}

  execute({ context, applicationId }: EscalateApplication) {
    return decideOnCase(this.log, context, applicationId, (state) =>
      decideEscalate(state, { at: context.at }),
    );
  }
}
