import { CONDITIONS } from '#domain/conditions/all.js';
import type { ProblemTable } from '#runtime/problems/catalogue.js';

/** Codes that explain one field or one missing thing, and refusals that belong to no aggregate of their own. */
const DETAILS = {
  'wrong-characters': {
    en: 'Only digits (or the letters shown) belong here',
    ar: 'تحتوي القيمة على رموز غير مقبولة',
  },
  'wrong-length': { en: 'The number of characters is not right', ar: 'عدد الخانات غير صحيح' },
  'wrong-prefix': { en: 'The number does not begin as it should', ar: 'بداية الرقم غير صحيحة' },
  'wrong-check-digit': {
    en: 'The check digit does not fit: a digit was mistyped',
    ar: 'رقم التحقق غير مطابق: تأكد من كتابة الرقم',
  },
  'wrong-check-character': {
    en: 'The check character does not fit: something was mistyped',
    ar: 'رمز التحقق غير مطابق: تأكد من كتابة الرقم',
  },
  'unknown-kind': { en: 'This kind of number is not known', ar: 'نوع الرقم غير معروف' },
  'not-a-passport': { en: 'These lines are not of a passport', ar: 'السطران ليسا لجواز سفر' },
  'nationality-unknown': {
    en: 'There is no such nationality: enter the three letters as in the passport’s machine-readable lines',
    ar: 'رمز الجنسية غير معروف: أدخل الأحرف الثلاثة كما في السطرين المقروءين آليًا في جواز السفر',
  },
  'nationality-citizen': {
    en: 'A Saudi citizen is no resident: enter the nationality of the resident’s passport',
    ar: 'المواطن السعودي ليس مقيمًا: أدخل الجنسية المدونة في جواز سفر المقيم',
  },
  'wrong-date': { en: 'There is no such date', ar: 'التاريخ غير صحيح' },
  'birth-in-future': {
    en: 'The date of birth is in the future: enter it as in the passport',
    ar: 'تاريخ الميلاد في المستقبل: أدخله كما في جواز السفر',
  },
  'expiry-before-birth': {
    en: 'The passport ends before its holder was born: enter both dates as in the passport',
    ar: 'تاريخ انتهاء جواز السفر يسبق تاريخ ميلاد حامله: أدخل التاريخين كما في جواز السفر',
  },
  'wrong-sex': { en: 'The sex cannot be read', ar: 'تعذرت قراءة الجنس' },
  'name-missing': {
    en: 'The name is missing: enter the surname, the given names or both, as in the passport',
    ar: 'الاسم مفقود: أدخل اسم العائلة أو الاسم الأول أو كليهما كما في جواز السفر',
  },
  'no-such-day': { en: 'There is no such day', ar: 'لا يوجد يوم بهذا التاريخ' },
  'out-of-range': { en: 'This is out of range', ar: 'القيمة خارج النطاق' },

  'details-missing': { en: 'Enter the details first', ar: 'أدخل بيانات الطلب أولًا' },
  'document-missing': { en: 'A document is missing', ar: 'ينقص أحد المستندات' },
  'document-empty': { en: 'The file is empty', ar: 'الملف فارغ' },
  'document-too-large': { en: 'The file is too large', ar: 'حجم الملف أكبر من المسموح' },
  'media-type-not-accepted': { en: 'This kind of file is not accepted', ar: 'نوع الملف غير مقبول' },
  'bill-missing': { en: 'Ask for the bill first', ar: 'اطلب إصدار الفاتورة أولًا' },
  'bill-for-another-period': {
    en: 'The bill is for another period: ask for a new one',
    ar: 'الفاتورة لمدة أخرى: اطلب فاتورة جديدة',
  },
  'bill-expired': {
    en: 'The bill has expired: ask for a new one',
    ar: 'انتهت صلاحية الفاتورة: اطلب فاتورة جديدة',
  },
  'bill-number-taken': { en: 'The bill number is taken', ar: 'رقم الفاتورة محجوز' },
  'payment-missing': { en: 'The fee has not been paid in full', ar: 'لم تُسدد الرسوم كاملة' },
  'review-missing': { en: 'Review the data and declare that it is right', ar: 'راجع البيانات وأقرّ بصحتها' },
  'review-stale': {
    en: 'The data changed after your review: review it again',
    ar: 'تغيّرت البيانات بعد مراجعتك: راجعها من جديد',
  },
  'condition-not-checked': { en: 'This condition has not been checked', ar: 'لم يُراجع هذا الشرط بعد' },

  'erasure-not-found': {
    status: 404,
    en: 'There is no erasure of such a person',
    ar: 'لا يوجد طلب حذف لهذا الشخص',
  },
  'case-open': { en: 'A case of this person is open', ar: 'لهذا الشخص طلب لم ينتهِ' },
  'money-unsettled': {
    en: 'Money of this person is neither spent nor paid back, or a payment is in doubt',
    ar: 'لهذا الشخص مبلغ لم يُصرف ولم يُرد، أو عملية سداد لم تُعرف نتيجتها',
  },
  'credential-not-ended': {
    en: 'A credential of this person has not ended',
    ar: 'لهذا الشخص هوية لم تنتهِ',
  },
  'personal-data-erased': { status: 410, en: 'The personal data was erased', ar: 'حُذفت البيانات الشخصية' },
  'fact-conflicts': {
    en: 'A fact with this source and id says something else',
    ar: 'توجد واقعة بالمصدر والرقم نفسيهما بمحتوى مختلف',
  },
  'fact-corrects-itself': {
    status: 422,
    en: 'A fact cannot correct itself',
    ar: 'لا يمكن أن تصحح الواقعة نفسها',
  },
  'holder-to-be-decided': {
    en: 'Say `holderToBeDecided: true` to go on: an officer then decides whether both are one person',
    ar: 'أرسل holderToBeDecided بالقيمة true للمتابعة، وعندئذ يبت موظف مختص في أن صاحبيهما شخص واحد',
  },
  'number-held-by-another': {
    en: 'The number is held by another identity that still runs',
    ar: 'تحمل الرقم هوية أخرى سارية',
  },
  'application-open': { en: 'The application is still open', ar: 'الطلب لا يزال قائمًا' },

  'not-json': { en: 'This is not valid JSON', ar: 'المحتوى ليس JSON صالحًا' },
  'not-a-cloud-event': { en: 'This is not a CloudEvent', ar: 'المحتوى ليس بصيغة CloudEvents' },
  'batch-too-large': { en: 'The batch holds too many facts', ar: 'عدد الوقائع في الدفعة أكبر من المسموح' },
  'fact-too-large': {
    en: 'A fact is larger, in bytes, than a fact may be',
    ar: 'حجم الواقعة بالبايت أكبر من المسموح لواقعة واحدة',
  },
  'cursor-unknown': {
    en: 'This is no `next` of a page: begin without a cursor',
    ar: 'مؤشر الصفحة غير صحيح: ابدأ من أول القائمة دون مؤشر',
  },
  'fact-unknown': { en: 'This kind of fact is not known', ar: 'نوع الواقعة غير معروف' },
  'field-repeated': { en: 'The same value is given twice', ar: 'القيمة مكررة' },
} as const satisfies ProblemTable;

/** What the API itself refuses. */
const API = {
  'application-not-visible-yet': {
    status: 503,
    en: 'The application, or the revision you asked for, cannot be seen yet: ask again shortly',
    ar: 'لم يظهر الطلب أو نسخته المطلوبة بعد: أعد الاستعلام بعد لحظات',
  },
  'identity-missing': {
    status: 403,
    en: 'Your sign-in does not say which resident you are',
    ar: 'تسجيل دخولك لا يحدد هوية المقيم',
  },
  'staff-person-missing': {
    status: 403,
    en: 'Your sign-in does not say which person you are: an officer’s token has to carry the identity number',
    ar: 'تسجيل دخولك لا يحدد من أنت: يلزم أن يتضمن رمز دخول الموظف رقم هويته',
  },
  'staff-establishments-unreadable': {
    status: 403,
    en: 'Your sign-in does not say in a readable way which establishments are yours: it has to list unified numbers (7…)',
    ar: 'تسجيل دخولك لا يبيّن منشآتك بصيغة مقروءة: يلزم أن تكون قائمة بالأرقام الموحدة للمنشآت (تبدأ بالرقم 7)',
  },
  'identity-is-another': {
    status: 403,
    en: 'You can apply only under your own number',
    ar: 'لا يمكنك التقديم إلا برقمك',
  },
  'fact-not-yours': {
    status: 403,
    en: 'Your service does not own this kind of fact, or is not its source',
    ar: 'جهتك ليست مالكة لهذا النوع من الوقائع أو ليست مصدرها',
  },
  'facts-not-valid': {
    status: 400,
    en: 'Some of the facts cannot be read: none was recorded',
    ar: 'تعذرت قراءة بعض الوقائع: لم يُسجل أي منها',
  },
  'too-many-attempts': {
    status: 429,
    en: 'Too many wrong attempts: try again later, or sign in to see your application',
    ar: 'محاولات خاطئة كثيرة: حاول لاحقًا، أو سجّل الدخول للاطلاع على طلبك',
  },
  'period-reversed': { en: 'The end is before the beginning', ar: 'نهاية الفترة قبل بدايتها' },
} as const satisfies ProblemTable;

/** What the conditions say of a case, under their own reason codes; the first condition to use a code explains it. */
function conditionReasons(taken: ReadonlySet<string>): ProblemTable {
  const reasons = CONDITIONS.flatMap((condition) => Object.entries(condition.reasons)).reverse();
  return Object.fromEntries(
    reasons.filter(([code]) => !taken.has(code)).map(([code, { says }]) => [code, says]),
  );
}

/** All codes but the aggregates' and HTTP's own, given those. */
export function detailProblems(taken: ReadonlySet<string>): ProblemTable {
  const own = { ...DETAILS, ...API };
  return { ...conditionReasons(new Set([...taken, ...Object.keys(own)])), ...own };
}
