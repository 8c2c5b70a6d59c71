import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideRefunded, decideRefundFailed } from '#domain/fees/fees.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import type { Outcome } from '#event-sourcing/outcome.js';
import { UseCase } from '../use-case.js';
import { onFeesOf } from './on-fees.js';

/** What became of a refund, as SADAD tells it. */
export type RefundNotice = {
  readonly billNumber: string;
  /** The bank's own reference: the same one again is the same refund. */
  readonly reference: string;
} & (
  | { readonly outcome: 'refunded' }
  /** The money is at the applicant's disposal again. `reason` is a code. */
  | { readonly outcome: 'failed'; readonly reason: string }
);

export class RecordRefund extends UseCase<{ applicationId: ApplicationId }> {
  constructor(
    context: CommandContext,
    readonly notice: RefundNotice,
  ) {
    super(context);
  }
}

@CommandHandler(RecordRefund)
export class RecordRefundHandler implements ICommandHandler<RecordRefund> {
  constructor(private readonly log: EventLog) {}

  execute({ context, notice }: RecordRefund): Promise<Outcome<{ applicationId: ApplicationId }>> {
    const { at } = context;
    return onFeesOf(this.log, context, notice.billNumber, (fees) =>
      notice.outcome === 'refunded'
        ? decideRefunded(fees, { reference: notice.reference, at })
        : decideRefundFailed(fees, { reason: notice.reason, at }),
    );
  }
}
