import type { DocumentKind } from '#domain/application/case-terms.js';
import type { ConditionText } from '#domain/conditions/condition.js';
import type { CredentialSection, FeesSection, Phase } from '#read-models/application-status/document.js';

/*
 * What the codes of a status mean, for people. The tables are complete by their types; a test sees to both languages.
 */

export const PHASE_TEXTS: Readonly<Record<Phase, ConditionText>> = {
  draft: { en: 'Being filled in', ar: 'قيد التعبئة' },
  submitted: { en: 'Received', ar: 'تم استلامه' },
  screening: { en: 'The conditions are being checked', ar: 'يجري التحقق من الشروط' },
  'action-required': { en: 'Something is asked of the applicant', ar: 'مطلوب إجراء من مقدم الطلب' },
  'in-review': { en: 'With an officer', ar: 'قيد المراجعة لدى موظف' },
  approved: { en: 'Approved; the identity is being issued', ar: 'مقبول ويجري إصدار الهوية' },
  issued: { en: 'Issued', ar: 'صدرت الهوية' },
  rejected: { en: 'Rejected', ar: 'مرفوض' },
  withdrawn: { en: 'Withdrawn', ar: 'مسحوب' },
  lapsed: { en: 'Lapsed', ar: 'انتهت مهلته' },
};

export const DOCUMENT_TEXTS: Readonly<Record<DocumentKind, ConditionText>> = {
  'passport-copy': { en: 'Copy of the passport', ar: 'صورة جواز السفر' },
  photo: { en: 'Photograph', ar: 'صورة شخصية' },
  'medical-report': { en: 'Medical report', ar: 'تقرير طبي' },
  'sponsor-letter': { en: 'Letter of the sponsor', ar: 'خطاب الكفيل' },
  other: { en: 'Another document', ar: 'مستند آخر' },
};

/** Where a request to the service that has to report stands. */
export const ASKED_TEXTS: Readonly<Record<'awaited' | 'late', ConditionText>> = {
  awaited: {
    en: 'The service in charge was asked; its answer is awaited.',
    ar: 'طُلبت الإفادة من الجهة المعنية، وردّها بالانتظار.',
  },
  late: {
    en: 'The service in charge was asked and its answer is late; those who run the service have been told.',
    ar: 'طُلبت الإفادة من الجهة المعنية وتأخر ردّها، وقد أُبلغ القائمون على الخدمة بذلك.',
  },
};

/** How a payment met the bill. */
export const PAYMENT_TEXTS: Readonly<Record<FeesSection['payments'][number]['met'], ConditionText>> = {
  exactly: { en: 'Paid in full', ar: 'سُدد المبلغ كاملًا' },
  partly: { en: 'Less than was due', ar: 'سُدد أقل من المستحق' },
  over: {
    en: 'More than was due: the rest can be asked back',
    ar: 'سُدد أكثر من المستحق، ويمكن استرداد الفرق',
  },
  again: { en: 'Paid once more: it can be asked back', ar: 'سُدد مرة أخرى، ويمكن استرداده' },
  expired: { en: 'Paid after the bill had expired', ar: 'سُدد بعد انتهاء صلاحية الفاتورة' },
};

export const CREDENTIAL_TEXTS: Readonly<Record<CredentialSection['status'], ConditionText>> = {
  valid: { en: 'Valid', ar: 'سارية' },
  suspended: { en: 'Suspended: it cannot be relied on now', ar: 'موقوفة: لا يُعتد بها حاليًا' },
  revoked: { en: 'Revoked for good', ar: 'ملغاة نهائيًا' },
  superseded: { en: 'Replaced by a newer one', ar: 'حلت محلها هوية أحدث' },
  expired: { en: 'Expired', ar: 'منتهية الصلاحية' },
};

/** Why a bank could not give money back. The list is the banks', and open: any other code is told in general. */
export const REFUND_FAILURES = {
  'account-closed': { en: 'The account is closed', ar: 'الحساب مغلق' },
  'account-unknown': { en: 'The bank does not know the account', ar: 'الحساب غير معروف لدى البنك' },
  'account-blocked': { en: 'The account is blocked', ar: 'الحساب موقوف' },
  'name-mismatch': { en: 'The account is of somebody else', ar: 'الحساب باسم شخص آخر' },
} as const satisfies Readonly<Record<string, ConditionText>>;

/** The bank gave a code we have no text for: the money is at the applicant's disposal all the same. */
export const REFUND_FAILED: ConditionText = {
  en: 'The bank could not give the money back: ask for it again',
  ar: 'تعذر على البنك رد المبلغ: اطلب الاسترداد مجددًا',
};

export function refundFailureText(reason: string): ConditionText {
  return known(REFUND_FAILURES, reason) ?? REFUND_FAILED;
}

function known(texts: Readonly<Record<string, ConditionText>>, code: string): ConditionText | undefined {
  return Object.hasOwn(texts, code) ? texts[code] : undefined;
}
