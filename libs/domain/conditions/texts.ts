import type { ConditionText } from './condition.js';
import type { Owner, Remedy } from './outcome.js';

/** Who can change the fact a condition rests on, as people know them. */
export const OWNER_NAMES: Readonly<Record<Owner, ConditionText>> = {
  passports: { en: 'Passports', ar: 'الجوازات' },
  traffic: { en: 'Traffic and the other registers of violations', ar: 'المرور وسجلات المخالفات الأخرى' },
  'medical-centres': { en: 'Accredited medical centres', ar: 'المراكز الطبية المعتمدة' },
  labour: { en: 'Labour', ar: 'العمل' },
  accounts: { en: 'The electronic account', ar: 'الحساب الإلكتروني' },
  'directives-desk': { en: 'The directives desk', ar: 'إدارة التعليمات' },
  treasury: { en: 'Payments through SADAD', ar: 'المدفوعات عبر سداد' },
  insurance: { en: 'Health insurance', ar: 'التأمين الصحي' },
};

/** What would make a condition hold, for people. */
export const REMEDY_TEXTS: Readonly<Record<Remedy, ConditionText>> = {
  applicant: { en: 'It is in your hands', ar: 'المعالجة من جانبك' },
  wait: { en: 'Somebody else has to report first', ar: 'بانتظار إفادة جهة أخرى' },
  officer: { en: 'An officer has to judge', ar: 'يتطلب تقدير موظف مختص' },
  none: { en: 'Nothing can put it right within this application', ar: 'لا يمكن معالجته ضمن هذا الطلب' },
  nothing: { en: 'Nothing has to be done', ar: 'لا يلزم أي إجراء' },
};
