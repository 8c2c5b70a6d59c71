import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Principal } from '#sign-in/principal.js';
import { Caller } from '#sign-in/roles.js';
import { ReconcilePayment, ReportPaymentUnknown } from '#use-cases/fees/payment-enquiry.js';
import { RecordPayment } from '#use-cases/fees/record-payment.js';
import { RecordRefund } from '#use-cases/fees/refund-outcome.js';
import { Commands } from '../commands/commands.js';
import { type Exchange, Http } from '../commands/exchange.js';
import { mustBe } from '../facts/fact-owners.js';
import { Endpoint } from '../openapi/endpoint.js';
import {
  EnquiryBody,
  PaymentBody,
  readPayment,
  readRefund,
  RefundOutcome,
  RefundOutcomeBody,
} from './fees.dto.js';

/** Where SADAD tells of payments, of refunds and of what it could not tell. Anything may come any number of times. */
@ApiTags('fees')
@Controller('v1/sadad')
export class SadadController {
  constructor(private readonly commands: Commands) {}

  @Post('notifications')
  @Endpoint({
    for: ['service'],
    does: 'Take in a payment notification',
    says: 'A payment for no bill of ours is kept, not refused: the money has been taken.',
    answers: { schema: 'PaymentRecorded' },
    body: true,
    refuses: [
      'invalid-content',
      'fact-not-yours',
      'payment-id-reused',
      'amount-not-positive',
      'outcome-unknown',
    ],
  })
  async notify(@Body() body: PaymentBody, @Caller() caller: Principal, @Http() exchange: Exchange) {
    mustBe(caller, 'sadad');
    const payment = readPayment(body);
    const names = `sadad ${payment.billNumber} ${payment.paymentId}`;
    const { answer, repeated } = await this.commands.report(
      exchange,
      names,
      payment,
      (context) => new RecordPayment(context, payment),
    );
    return { paymentId: payment.paymentId, matched: answer.applicationId !== undefined, repeated };
  }

  @Post('refunds')
  @RefundOutcome()
  @Endpoint({
    for: ['service'],
    does: 'Take in what became of a refund',
    says: 'One that failed is at the applicant’s disposal again.',
    answers: { schema: 'SadadWordTaken' },
    body: true,
    refuses: ['fact-not-yours', 'bill-not-found', 'no-refund-pending', 'outcome-unknown'],
  })
  async refundOutcome(
    @Body() body: RefundOutcomeBody,
    @Caller() caller: Principal,
    @Http() exchange: Exchange,
  ) {
    mustBe(caller, 'sadad');
    const notice = readRefund(body);
    const names = `sadad refund ${notice.billNumber} ${notice.reference}`;
    const { repeated } = await this.commands.report(
      exchange,
      names,
      notice,
      (context) => new RecordRefund(context, notice),
    );
    return { billNumber: notice.billNumber, repeated };
  }

  @Post('enquiries')
  @Endpoint({
    for: ['service'],
    does: 'Take in that the outcome of a payment is unknown, or that there was none',
    says: 'While it is unknown nobody is asked to pay again.',
    answers: { schema: 'SadadWordTaken' },
    body: true,
    refuses: ['fact-not-yours', 'bill-not-found', 'outcome-unknown'],
  })
  async enquiry(@Body() body: EnquiryBody, @Caller() caller: Principal, @Http() exchange: Exchange) {
    mustBe(caller, 'sadad');
    const { billNumber, enquiryId, outcome } = body;
    const { repeated } = await this.commands.report(
      exchange,
      `sadad enquiry ${billNumber} ${enquiryId}`,
      body,
      (context) =>
        outcome === 'unknown'
          ? new ReportPaymentUnknown(context, billNumber)
          : new ReconcilePayment(context, { found: false, billNumber }),
    );
    return { billNumber, repeated };
  }
}
