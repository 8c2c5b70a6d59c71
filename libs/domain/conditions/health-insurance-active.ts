import {
  condition,
  ERASED,
  failed,
  notApplicable,
  NOTHING_TO_DO,
  pending,
  satisfied,
  unknownSinceErased,
  WE_ARE_WAITING,
} from './finding.js';

/** A renewal needs active health insurance (gulfnews 1.103900733). It is good until its last day. */
export const healthInsuranceActive = condition({
  id: 'health-insurance-active',
  owner: 'insurance',
  version: '1.1.0',
  title: { ar: 'سريان التأمين الصحي', en: 'Active health insurance' },
  looksAt: 'The health insurance reported, and its last day; renewals only.',
  overTime: 'The insurance ends.',
  reasons: {
    'insurance-active': {
      comesTo: ['satisfied'],
      says: { ar: 'التأمين الصحي ساري المفعول.', en: 'The health insurance is active.' },
      todo: NOTHING_TO_DO,
    },
    'insurance-not-needed': {
      comesTo: ['not-applicable'],
      says: {
        ar: 'هذا الشرط غير مطلوب عند الإصدار لأول مرة.',
        en: 'A first issue does not need this.',
      },
      todo: NOTHING_TO_DO,
    },
    'insurance-not-reported': {
      comesTo: ['pending/wait'],
      says: { ar: 'لم تصلنا حالة التأمين الصحي بعد.', en: 'The health insurance has not been reported yet.' },
      todo: WE_ARE_WAITING,
    },
    'insurance-inactive': {
      comesTo: ['failed/applicant'],
      says: {
        ar: 'لا يوجد تأمين صحي ساري المفعول.',
        en: 'There is no active health insurance.',
      },
      todo: {
        ar: 'أصدر وثيقة تأمين صحي أو جدّدها، أو اطلب ذلك من صاحب العمل؛ وسيُستأنف الطلب تلقائيًا بعد ذلك.',
        en: 'Take out or renew health insurance, or ask the employer to; the application then goes on by itself.',
      },
    },
    erased: ERASED,
  },
  evaluate: ({ case: { service }, resident: { insurance }, today }) => {
    if (service === 'issue') return notApplicable('insurance-not-needed');
    if (insurance === undefined) return pending('insurance-not-reported', 'wait');
    if (insurance === 'erased') return unknownSinceErased();
    const { active, validUntil } = insurance.value;
    const expired = validUntil !== undefined && validUntil < today;
    return active && !expired
      ? satisfied('insurance-active', insurance.factIds)
      : failed('insurance-inactive', 'applicant', insurance.factIds);
  },
});
