import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideReleaseFunds, decideReserve, feesDecider } from '#domain/fees/fees.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';

/** The fee of a submitted case is set aside for it. */
export class ReserveFunds extends UseCase {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
  ) {
    super(context);
  }
}

/** A case that ended without an identity gives the fee back to the payer's disposal. */
export class ReleaseFunds extends UseCase {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
    readonly reason: string,
  ) {
    super(context);
  }
}

@CommandHandler(ReserveFunds)
export class ReserveFundsHandler implements ICommandHandler<ReserveFunds> {
  constructor(private readonly log: EventLog) {}

  async execute({ context, applicationId }: ReserveFunds): Promise<Outcome> {
    const execution = await this.log.execute(feesDecider, streams.fees(applicationId), context, (state) =>
      decideReserve(state, { at: context.at }),
    );
    return answering(execution, () => ({}));
  }
}

@CommandHandler(ReleaseFunds)
export class ReleaseFundsHandler implements ICommandHandler<ReleaseFunds> {
  constructor(private readonly log: EventLog) {}

  async execute({ context, applicationId, reason }: ReleaseFunds): Promise<Outcome> {
    const execution = await this.log.execute(feesDecider, streams.fees(applicationId), context, (state) =>
      decideReleaseFunds(state, { reason, at: context.at }),
    );
    return answering(execution, () => ({}));
  }
}
