import { FEES_ELSEWHERE } from '#domain/fees/elsewhere.js';
import type { FeeQuote } from '#domain/fees/fee-quote.js';
import type { Language } from '#runtime/problems/language.js';

/** A quote, with the texts of what is shown beside it and not charged. */
export function quoteIn(language: Language, quote: FeeQuote) {
  const notCharged = (quote.notCharged ?? []).map((fee) => ({
    ...fee,
    says: FEES_ELSEWHERE[fee.code][language],
  }));
  return { ...quote, notCharged };
}
