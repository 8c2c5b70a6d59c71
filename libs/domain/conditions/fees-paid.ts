import { type FeesState, held, isExpired, isPaid } from '../fees/fees.js';
import { condition, failed, NOTHING_TO_DO, pending, satisfied, WE_ARE_WAITING } from './finding.js';

/**
 * Condition 6. Decided from our own ledger. A payment whose outcome is unknown is neither paid nor unpaid: we ask, and
 * nobody is charged again meanwhile.
 */
export const feesPaid = condition({
  id: 'fees-paid',
  owner: 'treasury',
  version: '1.0.0',
  title: { ar: 'سداد الرسوم إلكترونيًا', en: 'Fees paid electronically' },
  looksAt: "The case's own ledger: its bill and the payments for it.",
  overTime: 'The bill expires.',
  reasons: {
    'fees-paid': {
      comesTo: ['satisfied'],
      says: { ar: 'سُددت الرسوم.', en: 'The fees have been paid.' },
      todo: NOTHING_TO_DO,
    },
    'bill-not-issued': {
      comesTo: ['pending/applicant'],
      says: { ar: 'لم تُصدر فاتورة الرسوم بعد.', en: 'No bill has been issued yet.' },
      todo: {
        ar: 'أكمل بيانات الطلب واطلب إصدار فاتورة سداد.',
        en: 'Complete the details and ask for the SADAD bill.',
      },
    },
    'fees-awaited': {
      comesTo: ['pending/applicant'],
      says: { ar: 'صدرت الفاتورة ولم تُسدد بعد.', en: 'The bill has been issued and not been paid yet.' },
      todo: { ar: 'سدّد الفاتورة عبر نظام سداد.', en: 'Pay the bill through SADAD.' },
    },
    'fees-partly-paid': {
      comesTo: ['failed/applicant'],
      says: {
        ar: 'المبلغ المسدد أقل من قيمة الفاتورة.',
        en: 'Less than the amount of the bill has been paid.',
      },
      todo: { ar: 'سدّد المبلغ المتبقي من الفاتورة.', en: 'Pay what is left of the bill.' },
    },
    'bill-expired': {
      comesTo: ['failed/applicant'],
      says: { ar: 'انتهت صلاحية الفاتورة قبل سدادها.', en: 'The bill expired before it was paid.' },
      todo: {
        ar: 'اطلب إصدار فاتورة جديدة؛ ويُحتسب منها ما سبق سداده.',
        en: 'Ask for a new bill; whatever was paid before counts towards it.',
      },
    },
    'payment-outcome-unknown': {
      comesTo: ['pending/wait'],
      says: {
        ar: 'لم تتأكد نتيجة عملية السداد بعد، ونحن نستعلم عنها. لا تسدد مرة أخرى.',
        en: 'The outcome of the payment is not known yet; we are asking. Do not pay again.',
      },
      todo: WE_ARE_WAITING,
    },
  },
  evaluate: ({ fees, at }) => {
    const paymentIds = fees.payments.values().map(({ paymentId }) => paymentId);
    if (isInUse(fees) || isPaid(fees)) return satisfied('fees-paid', paymentIds);
    if (fees.outcomeUnknown !== undefined) return pending('payment-outcome-unknown', 'wait', paymentIds);
    if (fees.bill === undefined) return pending('bill-not-issued', 'applicant');
    if (fees.bill.paidLate || isExpired(fees.bill, at))
      return failed('bill-expired', 'applicant', paymentIds);
    if (held(fees) > 0) return failed('fees-partly-paid', 'applicant', paymentIds);
    return pending('fees-awaited', 'applicant');
  },
});

/** Reserved for this case or spent on it: then it was paid, whatever became of the bill. */
function isInUse({ commitment }: FeesState): boolean {
  return commitment.kind !== 'none';
}
