import type { ProblemTable } from './catalogue.js';

/** Problems of HTTP, of the request's shape and of access: what any service has, whatever its domain. */
export const HTTP_PROBLEMS = {
  'malformed-request': { status: 400, en: 'The request cannot be read', ar: 'تعذرت قراءة الطلب' },
  'malformed-json': { status: 400, en: 'The body is not valid JSON', ar: 'محتوى الطلب ليس JSON صالحًا' },
  'invalid-request': {
    status: 400,
    en: 'The request does not have the expected form',
    ar: 'الطلب ليس بالصيغة المتوقعة',
  },
  'invalid-content': {
    status: 422,
    en: 'Some of the values given are not valid',
    ar: 'بعض القيم المدخلة غير صحيحة',
  },
  unauthenticated: { status: 401, en: 'Sign in first', ar: 'يلزم تسجيل الدخول أولًا' },
  'invalid-token': { status: 401, en: 'The access token is not valid', ar: 'رمز الدخول غير صالح' },
  forbidden: { status: 403, en: 'Your role does not allow this', ar: 'صلاحيتك لا تسمح بهذا الإجراء' },
  'not-found': { status: 404, en: 'There is nothing here', ar: 'لا يوجد شيء هنا' },
  'method-not-allowed': {
    status: 405,
    en: 'This method is not allowed here',
    ar: 'هذه العملية غير مسموحة هنا',
  },
  'not-acceptable': { status: 406, en: 'No such representation', ar: 'الصيغة المطلوبة غير متاحة' },
  'request-timeout': {
    status: 408,
    en: 'The request took too long to arrive',
    ar: 'استغرق وصول الطلب وقتًا أطول من المسموح',
  },
  conflict: {
    status: 409,
    en: 'The request contradicts the current state',
    ar: 'الطلب يتعارض مع الحالة الراهنة',
  },
  'request-in-flight': {
    status: 409,
    en: 'The same request is still being carried out',
    ar: 'الطلب نفسه لا يزال قيد التنفيذ',
  },
  'stale-revision': {
    status: 412,
    en: 'The application has changed since you read it',
    ar: 'تغيّر الطلب منذ قراءتك له',
  },
  'headers-too-large': { status: 431, en: 'The headers are too large', ar: 'ترويسات الطلب أكبر من المسموح' },
  'body-too-large': { status: 413, en: 'The body is too large', ar: 'محتوى الطلب أكبر من المسموح' },
  'body-too-deep': {
    status: 400,
    en: 'The body is nested too deeply',
    ar: 'تداخل محتوى الطلب أعمق من المسموح',
  },
  'uri-too-long': { status: 414, en: 'The address is too long', ar: 'العنوان أطول من المسموح' },
  'unsupported-media-type': {
    status: 415,
    en: 'This content type is not understood',
    ar: 'نوع المحتوى غير مدعوم',
  },
  'unsupported-content-encoding': {
    status: 415,
    en: 'This content encoding is not understood: send the body as it is',
    ar: 'ترميز ضغط المحتوى غير مدعوم: أرسل المحتوى دون ضغط',
  },
  'idempotency-key-missing': {
    status: 400,
    en: 'The Idempotency-Key header is missing',
    ar: 'ترويسة Idempotency-Key مفقودة',
  },
  'idempotency-key-invalid': {
    status: 400,
    en: 'The Idempotency-Key header is not valid',
    ar: 'ترويسة Idempotency-Key غير صالحة',
  },
  'idempotency-key-reused': {
    status: 422,
    en: 'This Idempotency-Key was used for another request',
    ar: 'استُخدم مفتاح عدم التكرار هذا لطلب آخر',
  },
  'precondition-required': {
    status: 428,
    en: 'Say which revision you read: If-Match is required',
    ar: 'حدد النسخة التي قرأتها: ترويسة If-Match مطلوبة',
  },
  'too-many-requests': { status: 429, en: 'Too many requests', ar: 'طلبات أكثر من المسموح' },
  internal: { status: 500, en: 'Something went wrong on our side', ar: 'حدث خطأ من جانبنا' },
  'outcome-unknown': {
    status: 503,
    en: 'It is not known whether this was carried out: send the same request again',
    ar: 'لا يُعرف ما إذا نُفّذ الطلب: أعد إرسال الطلب نفسه',
  },
  unavailable: { status: 503, en: 'The service cannot do this right now', ar: 'الخدمة غير متاحة حاليًا' },
  'too-many-edits-of-yours': {
    status: 429,
    en: 'You have made too many changes in a short time',
    ar: 'أجريت تعديلات كثيرة في وقت قصير',
  },
  'too-many-streams-of-yours': {
    status: 429,
    en: 'You have too many live streams open: close one first',
    ar: 'لديك قنوات متابعة مفتوحة أكثر من المسموح: أغلق إحداها أولًا',
  },
  'too-many-streams': {
    status: 503,
    en: 'Too many live streams are open: ask for the state instead',
    ar: 'عدد قنوات المتابعة المفتوحة كبير: استعلم عن الحالة بدلًا من ذلك',
  },

  'field-required': { en: 'This is required', ar: 'هذا الحقل مطلوب' },
  'field-unknown': { en: 'This field is not known', ar: 'هذا الحقل غير معروف' },
  'field-type': { en: 'This has the wrong type', ar: 'نوع القيمة غير صحيح' },
  'field-length': { en: 'This is too short or too long', ar: 'القيمة أقصر أو أطول من المسموح' },
  'field-range': { en: 'This is out of range', ar: 'القيمة خارج النطاق المسموح' },
  'field-format': { en: 'This does not have the expected form', ar: 'القيمة ليست بالصيغة المتوقعة' },
  'text-unreadable': {
    en: 'People read this: it needs a letter, and no control or invisible characters',
    ar: 'نص يقرؤه الناس: يلزم أن يحتوي على حرف واحد على الأقل، دون رموز تحكم أو رموز غير مرئية',
  },
  'not-a-latin-name': {
    en: 'Only Latin letters with their accents, spaces, hyphens, apostrophes and full stops belong here, and at least one letter',
    ar: 'يُكتب الاسم بالحروف اللاتينية وعلامات تشكيلها والمسافات والشرطات والفواصل العليا والنقاط فقط، وفيه حرف واحد على الأقل',
  },
  'not-utf8': { en: 'The bytes are not Unicode text', ar: 'المحتوى ليس نصًا بترميز يونيكود' },
  'member-repeated': { en: 'The same member is given twice', ar: 'العضو نفسه مذكور مرتين' },
  'field-choice': { en: 'This is not one of the allowed values', ar: 'القيمة ليست من القيم المسموحة' },
} as const satisfies ProblemTable;
