import type { ApplicationRefusalCode } from '#domain/application/refusals.js';
import type { CredentialRefusalCode } from '#domain/credential/credential.js';
import type { DirectivesRefusalCode } from '#domain/directives/directives.js';
import type { ErasureRefusalCode } from '#domain/erasure/erasure.js';
import type { FeesRefusalCode } from '#domain/fees/fees.js';
import type { ReadModelRefusalCode } from '#projections/discarding/read-model.js';
import type { SlotRefusalCode } from '#domain/slot/slot.js';
import type { ProblemEntry } from '#runtime/problems/catalogue.js';

type AggregateCode =
  | ApplicationRefusalCode
  | FeesRefusalCode
  | DirectivesRefusalCode
  | SlotRefusalCode
  | CredentialRefusalCode
  | ReadModelRefusalCode
  | ErasureRefusalCode;

/**
 * Every "no" of the domain: its HTTP status (409 unless said otherwise: the request contradicts how things stand; 422:
 * what was sent can never be right; 404: no such thing, or not the caller's) and its title. The compiler finds the
 * aggregate's code that is missing here; refusals.spec.ts finds any other.
 */
export const DOMAIN_PROBLEMS = {
  'application-not-found': { status: 404, en: 'There is no such application', ar: 'لا يوجد طلب بهذا الرقم' },
  'nothing-to-erase': {
    status: 404,
    en: 'Nothing is recorded about this person',
    ar: 'لا توجد بيانات مسجلة عن هذا الشخص',
  },
  'erasure-blocked': {
    en: "The person's data is still needed: see the reasons",
    ar: 'لا تزال بيانات هذا الشخص لازمة: اطّلع على الأسباب',
  },
  'erasure-already-requested': {
    en: 'The erasure of this person has been requested already: confirm or cancel that',
    ar: 'سبق طلب حذف بيانات هذا الشخص: أكّد الطلب أو ألغه',
  },
  'erasure-under-way': {
    en: 'The data of this person is being erased: until that is done nothing can be begun or changed',
    ar: 'يجري حذف بيانات هذا الشخص، ولا يمكن بدء شيء أو تغييره حتى يكتمل الحذف',
  },
  'erasure-not-requested': {
    en: 'No erasure of this person waits for a confirmation',
    ar: 'لا يوجد طلب حذف لهذا الشخص ينتظر التأكيد',
  },
  'erasure-needs-another-operator': {
    status: 403,
    en: 'Another operator than the one who asked has to confirm',
    ar: 'يجب أن يؤكد الحذف مشغّل غير الذي طلبه',
  },
  'erasure-lapsed': {
    en: 'The request was not confirmed in time: ask again',
    ar: 'انتهت مهلة تأكيد الطلب: قدّمه من جديد',
  },
  'application-closed': { en: 'The application has ended', ar: 'انتهى هذا الطلب' },
  'application-exists': { en: 'The application exists already', ar: 'الطلب موجود مسبقًا' },
  'application-abandoned': {
    en: 'This start was given up: start again',
    ar: 'أُلغيت هذه المحاولة: ابدأ من جديد',
  },
  'application-not-editable': {
    en: 'The application cannot be changed now',
    ar: 'لا يمكن تعديل الطلب في مرحلته الحالية',
  },
  'open-application-exists': {
    en: 'You already have an open application',
    ar: 'لديك طلب قائم لم يُستكمل',
  },
  'already-issued': {
    en: 'An identity was issued to you before: apply for its renewal, under the iqama number on it',
    ar: 'سبق أن صدرت لك هوية مقيم: قدّم طلب تجديدها برقم الإقامة المدوّن فيها',
  },
  'issued-since': {
    en: 'An identity was issued to this person since: the decision cannot be taken back any more',
    ar: 'صدرت لهذا الشخص هوية بعد ذلك القرار، فلم يعد الرجوع عنه ممكنًا',
  },
  'too-many-starts': {
    status: 429,
    en: 'You have started as many applications as one person may in 24 hours',
    ar: 'بلغت الحد الأعلى للطلبات التي يمكن لشخص واحد أن يبدأها خلال 24 ساعة',
  },
  'too-many-edits': {
    en: 'This application was changed as often as one may be: send it as it is, or withdraw it and start another',
    ar: 'بلغ عدد التعديلات على هذا الطلب الحد الأعلى: قدّمه كما هو، أو اسحبه وابدأ طلبًا جديدًا',
  },
  'dates-impossible': {
    status: 422,
    en: 'The dates of the passport cannot be',
    ar: 'تواريخ جواز السفر غير ممكنة',
  },
  'mrz-not-readable': {
    status: 422,
    en: 'The machine-readable lines of the passport cannot be read',
    ar: 'تعذرت قراءة السطرين الآليين في الجواز',
  },
  'period-not-offered': {
    status: 422,
    en: 'This period is not offered to this category',
    ar: 'هذه المدة غير متاحة لهذه الفئة',
  },
  'category-not-reported': {
    en: 'Passports has not reported the category of your residency yet, and the fees depend on it: there is nothing you need to do but wait',
    ar: 'لم تبلّغنا الجوازات بفئة إقامتك بعد، وعليها تتوقف الرسوم: لا يلزمك سوى الانتظار',
  },
  'period-fixed': {
    en: 'The period cannot change after submission',
    ar: 'لا يمكن تغيير المدة بعد تقديم الطلب',
  },
  'document-not-accepted': { status: 422, en: 'The document is not accepted', ar: 'المستند غير مقبول' },
  'document-id-reused': { en: 'Another document has this id', ar: 'رقم المستند مستخدم لمستند آخر' },
  'document-required': { en: 'This document is required', ar: 'هذا المستند مطلوب ولا يمكن حذفه' },
  'too-many-documents': { en: 'No more documents can be attached', ar: 'بلغ عدد المستندات الحد الأعلى' },
  'nothing-to-review': { en: 'There is nothing to review yet', ar: 'لا توجد بيانات لمراجعتها بعد' },
  'submission-incomplete': {
    en: 'Something is missing before the application can be submitted',
    ar: 'يلزم استكمال بعض المتطلبات قبل تقديم الطلب',
  },
  'application-not-submitted': { en: 'The application has not been submitted', ar: 'لم يُقدَّم الطلب بعد' },
  'screening-overtaken': {
    en: 'Newer facts arrived while the conditions were checked',
    ar: 'وصلت معلومات أحدث أثناء مراجعة الشروط',
  },
  'board-incomplete': { en: 'Not every condition has been checked', ar: 'لم تكتمل مراجعة جميع الشروط' },
  'not-in-review': {
    en: 'The application is not with the officers',
    ar: 'الطلب ليس قيد المراجعة لدى الموظفين',
  },
  'claimed-by-another': { en: 'Another officer is working on it', ar: 'يعمل موظف آخر على هذا الطلب' },
  'not-claimed': { en: 'Claim the application first', ar: 'استلم الطلب أولًا' },
  'four-eyes': {
    en: 'Whoever took the decision may not take it back or decide again',
    ar: 'لا يجوز لمن اتخذ القرار أن يراجعه بنفسه',
  },
  'own-case': {
    status: 403,
    en: 'This case is about yourself: it is for another officer',
    ar: 'هذا الطلب يخصك أنت، ويتولاه موظف آخر',
  },
  'sponsors-applicant': {
    status: 403,
    en: 'You, or an establishment of yours, sponsor this applicant: the case is for another officer',
    ar: 'صاحب هذا الطلب على كفالتك أو كفالة منشأة تخصك، ويتولاه موظف آخر',
  },
  'conditions-open': {
    en: 'Conditions are open that an officer cannot waive',
    ar: 'توجد شروط غير مستوفاة لا يملك الموظف تجاوزها',
  },
  'number-held': {
    en: 'The iqama number you were given is held by an identity that still runs: if it is yours, renew it; otherwise an officer decides first whether both are one person',
    ar: 'رقم الإقامة المخصص تحمله هوية سارية: إن كانت هويتك فقدّم طلب تجديدها، وإلا فيبت موظف مختص أولًا في أن صاحبيهما شخص واحد',
  },
  'no-absence-to-appeal': {
    en: 'No absence report stands against you that an appeal could be stated against here',
    ar: 'لا يوجد بلاغ تغيب قائم يمكن الاعتراض عليه هنا',
  },
  'number-not-held': {
    en: 'Nobody else holds the number by an identity that runs: there is nothing to decide',
    ar: 'لا تحمل الرقم هوية سارية لشخص آخر، فلا حاجة إلى البت في ذلك',
  },
  'information-not-requested': { en: 'No information was asked for', ar: 'لم تُطلب معلومات إضافية' },
  'not-an-officers-decision': { en: 'An officer did not decide this', ar: 'لم يصدر هذا القرار عن موظف' },
  'application-already-approved': { en: 'The application has been approved', ar: 'اعتُمد الطلب مسبقًا' },
  'application-not-approved': { en: 'The application has not been approved', ar: 'لم يُعتمد الطلب بعد' },
  'issued-otherwise': { en: 'Another identity was issued for it', ar: 'صدرت لهذا الطلب هوية أخرى' },

  'payment-outcome-unknown': {
    en: 'A payment is still being confirmed: do not pay again',
    ar: 'عملية سداد قيد التأكيد: لا تسدد مرة أخرى',
  },
  'fee-in-use': { en: 'The fee is set aside for this application', ar: 'الرسوم محجوزة لهذا الطلب' },
  'bill-number-used': { en: 'The bill number is in use', ar: 'رقم الفاتورة مستخدم' },
  'bill-not-found': { status: 404, en: 'There is no bill', ar: 'لا توجد فاتورة' },
  'amount-not-positive': {
    status: 422,
    en: 'The amount must be positive',
    ar: 'يجب أن يكون المبلغ أكبر من صفر',
  },
  'payment-id-reused': {
    en: 'This payment reference was used for another payment',
    ar: 'مرجع السداد مستخدم لعملية أخرى',
  },
  'fee-not-paid': { en: 'The fee has not been paid', ar: 'لم تُسدد الرسوم' },
  'nothing-reserved': { en: 'No fee is set aside', ar: 'لا توجد رسوم محجوزة' },
  'fee-consumed': { en: 'The fee has been used', ar: 'استُخدمت الرسوم' },
  'nothing-to-refund': { en: 'There is nothing to refund', ar: 'لا يوجد مبلغ قابل للاسترداد' },
  'no-refund-pending': { en: 'No refund is under way', ar: 'لا توجد عملية استرداد جارية' },

  'directive-id-reused': { en: 'Another directive has this id', ar: 'رقم التعليمات مستخدم لتعليمات أخرى' },
  'directive-covers-nobody': { status: 422, en: 'The directive covers nobody', ar: 'التعليمات لا تشمل أحدًا' },
  'directive-never-in-force': {
    status: 422,
    en: 'The directive would never be in force',
    ar: 'التعليمات لا تسري في أي وقت',
  },

  'credential-not-found': { status: 404, en: 'There is no such identity', ar: 'لا توجد هوية بهذا الرقم' },
  'credential-exists': { en: 'The identity exists already', ar: 'الهوية صادرة مسبقًا' },
  'credential-ended': { en: 'The identity is no longer valid', ar: 'انتهت صلاحية الهوية' },
  'credential-never-valid': { en: 'The identity would never be valid', ar: 'لا توجد مدة صلاحية للهوية' },
  'not-revoked': { en: 'The identity has not been revoked', ar: 'لم تُلغَ الهوية' },
  'already-replaced': {
    en: 'An officer has decided already that another identity follows this one',
    ar: 'سبق أن قرر موظف إصدار هوية تحل محل هذه الهوية',
  },
  'ground-still-stands': {
    en: 'What the identity was revoked for has not been put right, or it would be revoked for something else',
    ar: 'لم يُصحَّح ما أُلغيت الهوية بسببه، أو يوجد سبب آخر لإلغائها',
  },
  'superseded-otherwise': { en: 'Another identity took its place', ar: 'حلت محلها هوية أخرى' },

  'key-not-parked': { status: 404, en: 'This key is not parked', ar: 'هذا المفتاح غير موقوف' },
  'another-event-at-fault': {
    en: 'It is not this event that holds the key up: look again',
    ar: 'ليس هذا الحدث سبب التوقف: راجع السبب من جديد',
  },
} as const satisfies Readonly<Record<AggregateCode, ProblemEntry>>;
