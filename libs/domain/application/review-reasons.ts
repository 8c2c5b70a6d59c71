import { CONDITIONS } from '../conditions/all.js';
import type { ConditionText } from '../conditions/condition.js';

/**
 * The reasons officers give for a decision, a question or a second look: a closed list, so that whoever is told one can
 * read it. What no reason says is not written down: free text about a person would stay readable for ever.
 */
export const REVIEW_REASONS = {
  'documents-agree': { en: 'The documents agree with what was stated', ar: 'المستندات مطابقة للبيانات' },
  'objection-looked-into': { en: 'The objection was looked into', ar: 'جرى النظر في الاعتراض' },
  'name-changed-by-marriage': { en: 'The name changed by marriage', ar: 'تغيّر الاسم بسبب الزواج' },
  'name-spelled-differently': {
    en: 'The same name is spelled in two ways',
    ar: 'الاسم نفسه مكتوب بطريقتين مختلفتين',
  },
  'returned-with-old-number': {
    en: 'The person came back and was given their old number again',
    ar: 'عاد الشخص إلى المملكة وأُعيد إليه رقمه السابق',
  },
  'ground-corrected': {
    en: 'What the identity was revoked for was put right',
    ar: 'صُحّح ما أُلغيت الهوية بسببه',
  },
  'data-mismatch': { en: 'The data do not agree with the documents', ar: 'البيانات لا تطابق المستندات' },
  'not-the-same-person': {
    en: 'The documents are not of the person who applies',
    ar: 'المستندات لا تخص مقدم الطلب',
  },
  'condition-not-met': { en: 'A condition of the service is not met', ar: 'أحد شروط الخدمة غير مستوفى' },
  'document-not-genuine': { en: 'A document is not genuine', ar: 'أحد المستندات غير صحيح' },
  'document-expired': { en: 'A document has expired', ar: 'أحد المستندات منتهي الصلاحية' },
  'passport-copy-unreadable': {
    en: 'The copy of the passport cannot be read',
    ar: 'صورة جواز السفر غير مقروءة',
  },
  'passport-page-missing': {
    en: 'A page of the passport is missing',
    ar: 'إحدى صفحات جواز السفر غير مرفقة',
  },
  'photo-unsuitable': { en: 'The photograph cannot be used', ar: 'الصورة الشخصية غير مناسبة' },
  'medical-report-missing': { en: 'The medical report is missing', ar: 'التقرير الطبي غير مرفق' },
  'sponsor-letter-missing': { en: 'The letter of the sponsor is missing', ar: 'خطاب الكفيل غير مرفق' },
  'new-evidence': { en: 'There is new evidence', ar: 'وردت معلومات جديدة' },
  'second-look': { en: 'The decision is looked at again', ar: 'إعادة النظر في القرار' },
  'decided-in-error': { en: 'The decision was a mistake', ar: 'صدر القرار عن طريق الخطأ' },
} as const satisfies Readonly<Record<string, ConditionText>>;

export type ReviewReason = keyof typeof REVIEW_REASONS;

/** Why an applicant withdraws: closed, likewise. */
export const WITHDRAWAL_REASONS = {
  'no-longer-needed': { en: 'The identity is not needed any more', ar: 'لم تعد الهوية مطلوبة' },
  'entered-wrongly': { en: 'The application was filled in wrongly', ar: 'عُبئ الطلب ببيانات خاطئة' },
  'applying-later': { en: 'The applicant will apply later', ar: 'سيُقدَّم الطلب لاحقًا' },
  leaving: { en: 'The applicant leaves the country', ar: 'مغادرة مقدم الطلب البلاد' },
} as const satisfies Readonly<Record<string, ConditionText>>;

export type WithdrawalReason = keyof typeof WITHDRAWAL_REASONS;

/** What stands for a code of a list that was open once, or of a rule that is gone. The code itself is beside it. */
export const REASON_OF_OLD: ConditionText = {
  en: 'For a reason that is recorded with the application',
  ar: 'لسبب مسجل في الطلب',
};

/** Why an approval could not be carried out and is with an officer. */
const ISSUE_REASONS: Readonly<Record<string, ConditionText>> = {
  'number-in-use': {
    en: 'Another case has the iqama number that was given',
    ar: 'رقم الإقامة المخصص مستخدم في طلب آخر',
  },
  'personal-data-erased': { en: 'The personal data was erased', ar: 'حُذفت البيانات الشخصية' },
};

/** What a reason reads as that was erased with the person's data. */
const ERASED: ConditionText = { en: 'The reason was erased', ar: 'حُذف السبب' };

const TEXTS: ReadonlyMap<string, ConditionText> = new Map<string, ConditionText>([
  ...Object.entries(WITHDRAWAL_REASONS),
  ...Object.entries(REVIEW_REASONS),
  ...Object.entries(ISSUE_REASONS),
  ['erased', ERASED],
  // Where two conditions know a code, the text of the first counts.
  ...CONDITIONS.toReversed().flatMap(({ reasons }) =>
    Object.entries(reasons).map(([code, { says }]) => [code, says] as const),
  ),
]);

/** What a reason means: a condition's, an officer's or an applicant's; of one nobody describes any more, in general. */
export function reasonText(reason: string): ConditionText {
  return TEXTS.get(reason) ?? REASON_OF_OLD;
}
