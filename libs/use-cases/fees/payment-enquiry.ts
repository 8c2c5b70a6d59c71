import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideOutcomeUnknown, decideReconcile } from '#domain/fees/fees.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import type { Outcome } from '#event-sourcing/outcome.js';
import { UseCase } from '../use-case.js';
import { onFeesOf } from './on-fees.js';
import { type Payment, type PaymentRecorded, recordPayment } from './record-payment.js';

type Answer = { readonly applicationId: ApplicationId };

/** A charge was attempted and no answer came: until an enquiry settles it, nobody is asked to pay again. */
export class ReportPaymentUnknown extends UseCase<Answer> {
  constructor(
    context: CommandContext,
    readonly billNumber: string,
  ) {
    super(context);
  }
}

/** What SADAD answered when it was asked about a payment of that bill: the payment, or that there was none. */
export type EnquiryAnswer =
  ({ readonly found: true } & Payment) | { readonly found: false; readonly billNumber: string };

/** Settles an unknown outcome by what was found; a payment that was found counts whoever wondered about it. */
export class ReconcilePayment extends UseCase<PaymentRecorded> {
  constructor(
    context: CommandContext,
    readonly enquiry: EnquiryAnswer,
  ) {
    super(context);
  }
}

@CommandHandler(ReportPaymentUnknown)
export class ReportPaymentUnknownHandler implements ICommandHandler<ReportPaymentUnknown> {
  constructor(private readonly log: EventLog) {}

  execute({ context, billNumber }: ReportPaymentUnknown): Promise<Outcome<Answer>> {
    return onFeesOf(this.log, context, billNumber, (fees) =>
      decideOutcomeUnknown(fees, { billNumber, at: context.at }),
    );
  }
}

@CommandHandler(ReconcilePayment)
export class ReconcilePaymentHandler implements ICommandHandler<ReconcilePayment> {
  constructor(private readonly log: EventLog) {}

  execute({ context, enquiry }: ReconcilePayment): Promise<Outcome<PaymentRecorded>> {
    if (enquiry.found) return recordPayment(this.log, context, enquiry);
    return onFeesOf(this.log, context, enquiry.billNumber, (fees) =>
      decideReconcile(fees, { ...enquiry, at: context.at }),
    );
  }
}
