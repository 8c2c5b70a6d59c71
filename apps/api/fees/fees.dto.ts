import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import type { Halalas } from '#domain/kernel/brand.js';
import type { Payment } from '#use-cases/fees/record-payment.js';
import type { RefundNotice } from '#use-cases/fees/refund-outcome.js';
import type { RefundOf } from '#use-cases/fees/request-refund.js';
import { ProblemError } from '#runtime/problems/problem.js';
import { Choice, InstantText, ReadableText, Text, Typed, Whole } from '../fields/fields.js';
import { Reading } from '../fields/reading.js';

export class PaymentBody {
  @Typed({
    format: 'sadad-bill-number',
    pattern: /^\d{13}$/,
    says: 'SADAD bill number',
    example: '4203910118234',
  })
  readonly billNumber!: string;

  @Text({
    max: 64,
    pattern: /^[\w.:-]+$/,
    says: "SADAD's own reference: the same one again is the same payment",
    example: 'SDD-20260301-000017',
  })
  readonly paymentId!: string;

  @Whole({ min: 1, max: 100_000_000_00, says: 'Halalas: 100 are one riyal', example: 65_000 })
  readonly amount!: number;

  @InstantText()
  readonly paidAt!: string;

  @ReadableText({ max: 40, optional: true, example: 'SABB' })
  readonly bank?: string;
}

export class RefundBody {
  @Choice(['everything', 'excess'], {
    optional: true,
    says: 'Default: everything once the application has ended, before that what its bill does not need',
  })
  readonly of?: RefundOf;
}

/** Why a refund failed, as a code. */
function FailureReason(optional: boolean): PropertyDecorator {
  return Text({
    max: 64,
    pattern: /^[a-z0-9-]+$/,
    optional,
    says: optional ? 'Not looked at' : 'Why it failed: a code, no free text',
    example: 'account-closed',
  });
}

/** The bill whose money went back, or was to. */
class RefundNoticed {
  @Typed({
    format: 'sadad-bill-number',
    pattern: /^\d{13}$/,
    says: 'SADAD bill number',
    example: '4203910118234',
  })
  readonly billNumber!: string;

  @Text({
    max: 64,
    pattern: /^[\w.:-]+$/,
    says: "The bank's own reference: the same one again is the same refund",
    example: 'RFD-20260301-000017',
  })
  readonly reference!: string;
}

class RefundedBody extends RefundNoticed {
  @Choice(['refunded'])
  readonly outcome!: 'refunded';

  @FailureReason(true)
  readonly reason?: string;
}

class RefundFailedBody extends RefundNoticed {
  @Choice(['failed'])
  readonly outcome!: 'failed';

  @FailureReason(false)
  readonly reason!: string;
}

/** Either of the two, as far as it can be read before it is known which. */
export class RefundOutcomeBody extends RefundNoticed {
  @Choice(['refunded', 'failed'])
  readonly outcome!: 'refunded' | 'failed';

  @FailureReason(true)
  readonly reason?: string;
}

/** What became of a refund, by `outcome`: a failure has its reason. */
export function RefundOutcome(): MethodDecorator {
  const refunded = { $ref: getSchemaPath(RefundedBody) };
  const failed = { $ref: getSchemaPath(RefundFailedBody) };
  const mapping = { refunded: refunded.$ref, failed: failed.$ref };
  return applyDecorators(
    ApiExtraModels(RefundedBody, RefundFailedBody),
    ApiBody({
      schema: { oneOf: [refunded, failed], discriminator: { propertyName: 'outcome', mapping } },
    }),
  );
}

export class EnquiryBody {
  @Typed({
    format: 'sadad-bill-number',
    pattern: /^\d{13}$/,
    says: 'SADAD bill number',
    example: '4203910118234',
  })
  readonly billNumber!: string;

  @Text({
    max: 64,
    pattern: /^[\w.:-]+$/,
    says: 'Names this word about the bill: the same one again is the same word',
    example: 'ENQ-20260301-000017',
  })
  readonly enquiryId!: string;

  @Choice(['unknown', 'not-found'], {
    says: '`unknown`: a charge was attempted and no answer came; `not-found`: there was no payment. One that was found is notified like any other.',
  })
  readonly outcome!: 'unknown' | 'not-found';
}

/** @throws ProblemError `invalid-request` (400) for a failure without a reason */
export function readRefund({ billNumber, reference, outcome, reason }: RefundOutcomeBody): RefundNotice {
  if (outcome === 'refunded') return { billNumber, reference, outcome };
  if (reason !== undefined) return { billNumber, reference, outcome, reason };
  throw new ProblemError('invalid-request', { errors: [{ at: '/reason', code: 'field-required' }] });
}

/** @throws ProblemError `invalid-content` (422) */
export function readPayment({ billNumber, paymentId, amount, paidAt, bank }: PaymentBody): Payment {
  const reading = new Reading();
  const payment = {
    billNumber,
    paymentId,
    amount: amount as Halalas, // a safe positive integer by its field
    paidAt: reading.instant('/paidAt', paidAt),
    ...(bank !== undefined && { bank }),
  };
  reading.finish();
  return payment;
}
