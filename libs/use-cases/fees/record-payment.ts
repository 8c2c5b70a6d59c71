import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { billNumberDecider, decideOrphanPayment } from '#domain/fees/bill-number.js';
import { decideRecordPayment, feesDecider } from '#domain/fees/fees.js';
import type { Instant } from '#decider/brand.js';
import type { ApplicationId, Halalas } from '#domain/kernel/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';
import { billedCase } from './billed-case.js';

/** What SADAD says was paid. */
export interface Payment {
  readonly billNumber: string;
  /** SADAD's own reference. */
  readonly paymentId: string;
  readonly amount: Halalas;
  readonly paidAt: Instant;
  readonly bank?: string;
}

/** `applicationId` is absent when no bill of ours has that number: the money is kept as an orphan deposit. */
export interface PaymentRecorded {
  readonly applicationId?: ApplicationId;
}

export class RecordPayment extends UseCase<PaymentRecorded> {
  constructor(
    context: CommandContext,
    readonly payment: Payment,
  ) {
    super(context);
  }
}

@CommandHandler(RecordPayment)
export class RecordPaymentHandler implements ICommandHandler<RecordPayment> {
  constructor(private readonly log: EventLog) {}

  execute({ context, payment }: RecordPayment): Promise<Outcome<PaymentRecorded>> {
    return recordPayment(this.log, context, payment);
  }
}

/** Counts a payment towards its bill; without one, as an orphan deposit. */
export async function recordPayment(
  log: EventLog,
  context: CommandContext,
  payment: Payment,
): Promise<Outcome<PaymentRecorded>> {
  const applicationId = await billedCase(log, payment.billNumber);
  if (applicationId === undefined) {
    const orphaned = await log.execute(
      billNumberDecider,
      streams.bill(payment.billNumber),
      context,
      (state) => decideOrphanPayment(state, payment),
    );
    return answering(orphaned, () => ({}));
  }
  const recorded = await log.execute(feesDecider, streams.fees(applicationId), context, (state) =>
    decideRecordPayment(state, { ...payment, at: context.at }),
  );
  return answering(recorded, () => ({ applicationId }));
}
