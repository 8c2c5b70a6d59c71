import { feesRevision, halalas, instant, named, object, said, text, truth, uuid } from '../openapi/schema.js';

export const FEE_SCHEMAS = {
  Bill: object({
    applicationId: uuid,
    feesRevision,
    billNumber: said('SADAD bill number', { type: 'string', pattern: '^\\d{13}$' }),
    amount: halalas,
    quote: named('FeeQuote'),
    issuedAt: instant,
    expiresAt: instant,
    paid: said('Everything received for the case', halalas),
  }),
  RefundRequested: object({ applicationId: uuid, feesRevision, repeated: truth }),
  SadadWordTaken: object({ billNumber: text, repeated: truth }),
  PaymentRecorded: object({
    paymentId: text,
    matched: said('False: no bill of ours has that number; the money is kept and can be claimed', truth),
    repeated: truth,
  }),
} as const;
