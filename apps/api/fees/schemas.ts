import {
  feesRevision,
  halalasSchema,
  instantSchema,
  named,
  objectSchema,
  describedSchema,
  textSchema,
  booleanSchema,
  uuid,
} from '../openapi/schema.js';

export const FEE_SCHEMAS = {
  Bill: objectSchema({
    applicationId: uuid,
    feesRevision,
    billNumber: describedSchema('SADAD bill number', { type: 'string', pattern: '^\\d{13}$' }),
    amount: halalasSchema,
    quote: named('FeeQuote'),
    issuedAt: instantSchema,
    expiresAt: instantSchema,
    paid: describedSchema('Everything received for the case', halalasSchema),
  }),
  RefundRequested: objectSchema({ applicationId: uuid, feesRevision, repeated: booleanSchema }),
  SadadWordTaken: objectSchema({ billNumber: textSchema, repeated: booleanSchema }),
  PaymentRecorded: objectSchema({
    paymentId: textSchema,
    matched: describedSchema(
      'False: no bill of ours has that number; the money is kept and can be claimed',
      booleanSchema,
    ),
    repeated: booleanSchema,
  }),
} as const;
