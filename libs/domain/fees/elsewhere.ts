import type { FeeElsewhere } from './fee-quote.js';

/** What each fee that is paid elsewhere is, for people. */
export const FEES_ELSEWHERE: Readonly<
  Record<FeeElsewhere['code'], { readonly ar: string; readonly en: string }>
> = {
  'work-permit': {
    en: 'Work permit: paid by the employer, not with this bill',
    ar: 'رخصة العمل: يسددها صاحب العمل، ولا تدخل في هذه الفاتورة',
  },
};
