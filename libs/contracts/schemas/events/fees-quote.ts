import type { FeeQuote } from '#domain/fees/fee-quote.js';
import { listOf, objectOf, oneOf, openList, optional, said, type SchemaOf, text } from '../schema-of.js';
import { halalas } from '../values.js';

/** What a case costs, line by line. */
export const feeQuote: SchemaOf<FeeQuote> = objectOf({
  period: said('Months the fees buy', oneOf(3, 6, 9, 12, 24)),
  lines: listOf(
    objectOf({
      code: openList('issue', 'renew', 'late-renewal', 'late-first-issue', 'dependant-levy'),
      amount: halalas,
      policy: said('The dated policy entry the amount came from', text(200)),
    }),
  ),
  total: said('Sum of the lines, in halalas', halalas),
  notCharged: optional(
    said(
      'What the stay costs elsewhere, for the whole period, from and to: no part of the total',
      listOf(
        objectOf({
          code: openList('work-permit'),
          least: halalas,
          most: halalas,
          policy: said('The dated policy entries the amounts came from', text(200)),
        }),
      ),
    ),
  ),
  policyVersion: said('The policy documents it was quoted from', text(200)),
});
