import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { isClosed, type StartedApplication } from '#domain/application/application.js';
import { available, decideRequestRefund, excess, feesDecider, type FeesState } from '#domain/fees/fees.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { type Refusal, refuse } from '#decider/decider.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { caseInLog } from '../application/case-in-log.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
import { streams } from '../streams.js';
import { unpinned } from '../unpinned.js';
import { UseCase } from '../use-case.js';

/** What the payer wants back: all that is not in use, or only what the bill does not need. */
export type RefundOf = 'everything' | 'excess';

/**
 * The payer wants money back. Unless asked for everything, a case that goes on stays paid: only what its bill does
 * not need is returned. A case that has ended needs nothing.
 */
export class RequestRefund extends UseCase<{ applicationId: ApplicationId }> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
    readonly of?: RefundOf,
  ) {
    super(context);
  }
}

@CommandHandler(RequestRefund)
export class RequestRefundHandler implements ICommandHandler<RequestRefund> {
  constructor(private readonly log: EventLog) {}

  async execute({
    context,
    applicationId,
    of,
  }: RequestRefund): Promise<Outcome<{ applicationId: ApplicationId }>> {
    const state = await caseInLog(this.log, applicationId, context.actor);
    if (state === undefined) return { kind: 'refused', refusal: refuse('application-not-found') };
    const execution = await this.log.execute(
      feesDecider,
      streams.fees(applicationId),
      unpinned(context),
      (fees) => {
        const share = shareOf(state, fees, of);
        return typeof share === 'string' ? decideRequestRefund(fees, { of: share, at: context.at }) : share;
      },
    );
    return answering(execution, () => ({ applicationId }));
  }
}

function shareOf(
  application: StartedApplication,
  fees: FeesState,
  asked: RefundOf | undefined,
): RefundOf | Refusal {
  if (isClosed(application)) return asked ?? 'everything';
  // A submitted case is owed its fee, even in the moment before it is set aside.
  if (asked === 'everything') return application.phase === 'draft' ? asked : refuse('fee-in-use');
  const needed = asked === undefined && excess(fees) === 0 && available(fees) > 0;
  return needed && fees.refund.kind !== 'pending' ? refuse('fee-in-use') : 'excess';
}
