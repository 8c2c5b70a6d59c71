import { CONDITIONS } from '../conditions/all.js';
import type { Text } from '../conditions/condition.js';

/** The reasons officers give, for people. A code that is not here is accepted, and stands for itself. */
const OFFICERS_REASONS: Readonly<Record<string, Text>> = {
  'documents-agree': { en: 'The documents agree with what was stated', ar: 'المستندات مطابقة للبيانات' },
  'objection-looked-into': { en: 'The objection was looked into', ar: 'جرى النظر في الاعتراض' },
  'data-mismatch': { en: 'The data do not agree with the documents', ar: 'البيانات لا تطابق المستندات' },
  'passport-copy-unreadable': {
    en: 'The copy of the passport cannot be read',
    ar: 'صورة جواز السفر غير مقروءة',
  },
  'photo-unsuitable': { en: 'The photograph cannot be used', ar: 'الصورة الشخصية غير مناسبة' },
  'sponsor-letter-missing': { en: 'The letter of the sponsor is missing', ar: 'خطاب الكفيل غير مرفق' },
  'new-evidence': { en: 'There is new evidence', ar: 'وردت معلومات جديدة' },
  'second-look': { en: 'The decision is looked at again', ar: 'إعادة النظر في القرار' },
};

/** What the reason of a decision or of a request means: a condition's, or an officer's. Undefined: nobody described it. */
export function reasonText(reason: string): Text | undefined {
  for (const { reasons } of CONDITIONS) {
    const described = reasons[reason];
    if (described !== undefined) return described.says;
  }
  return OFFICERS_REASONS[reason];
}
