import type { ProblemCatalogue } from './catalogue.js';
import type { Language } from './language.js';
import type { ProblemError, ProblemItem } from './problem.js';

/** Items that are told in words; the whole list is in `errors`. */
const MOST_TOLD = 5;

/** What to do about a problem of a status, where its items do not say it. */
const BY_STATUS: Readonly<Record<number, Record<Language, string>>> = {
  400: { en: 'Mend the request and send it again.', ar: 'صحّح الطلب ثم أعد إرساله.' },
  401: { en: 'Sign in and send the request again.', ar: 'سجّل الدخول ثم أعد إرسال الطلب.' },
  403: {
    en: 'Sign in as somebody who may do this, or ask them to do it.',
    ar: 'سجّل الدخول بحساب مخوّل، أو اطلب الإجراء من صاحب الصلاحية.',
  },
  404: { en: 'Check the number or the address.', ar: 'تحقق من الرقم أو العنوان.' },
  405: { en: 'The Allow header names the methods.', ar: 'ترويسة Allow تبيّن العمليات المتاحة.' },
  409: { en: 'Look at how things stand now, and decide anew.', ar: 'اطلع على الوضع الحالي ثم قرر من جديد.' },
  410: { en: 'It cannot be had back.', ar: 'لا يمكن استعادتها.' },
  412: {
    en: 'Read it again, and send the change with its new ETag in If-Match.',
    ar: 'أعد القراءة، ثم أرسل التغيير مع قيمة ETag الجديدة في If-Match.',
  },
  413: { en: 'Send less at once.', ar: 'أرسل محتوى أقل في المرة الواحدة.' },
  415: { en: 'Send it as the description of the API says.', ar: 'أرسله بالصيغة المبيّنة في وصف الواجهة.' },
  422: { en: 'Mend the values and send the request again.', ar: 'صحّح القيم ثم أعد إرسال الطلب.' },
  428: {
    en: 'Read it first, and send its ETag in If-Match.',
    ar: 'اقرأه أولًا، ثم أرسل قيمة ETag في If-Match.',
  },
  429: { en: 'Wait as long as Retry-After says.', ar: 'انتظر المدة المبيّنة في Retry-After.' },
  500: {
    en: 'It was recorded: name the incident when you ask for help.',
    ar: 'سُجّل الخطأ: اذكر رقم الواقعة عند طلب المساعدة.',
  },
  503: {
    en: 'Send the same request again after the time in Retry-After: nothing is done twice.',
    ar: 'أعد إرسال الطلب نفسه بعد المدة المبيّنة في Retry-After: لا يُنفذ شيء مرتين.',
  },
};

/** What is wrong with this very request, in words (RFC 9457, 3.1.4): its items, or else what to do. */
export function detailOf(
  problem: ProblemError,
  status: number,
  catalogue: ProblemCatalogue,
  language: Language,
): string {
  const items = problem.options.errors ?? [];
  const told = items
    .slice(0, MOST_TOLD)
    .map((item) => `${placeOf(item)}${itemText(item, catalogue, language)}`);
  if (items.length > MOST_TOLD) told.push(more(items.length - MOST_TOLD, language));
  if (told.length > 0) return `${told.join(language === 'ar' ? '؛ ' : '; ')}.`;
  // Whatever its status, what passes by itself is waited for.
  const passes = status < 500 && problem.options.headers?.['retry-after'] !== undefined;
  return (BY_STATUS[passes ? 429 : status] ?? BY_STATUS[status < 500 ? 400 : 500])?.[language] ?? '';
}

/** One thing to mend, with what is allowed instead. */
export function itemText(item: ProblemItem, catalogue: ProblemCatalogue, language: Language): string {
  const allowed = allowedText(item.params ?? {}, language);
  return `${catalogue.titleOf(item.code, language)}${allowed === undefined ? '' : ` (${allowed})`}`;
}

const placeOf = ({ at }: ProblemItem) => (at === '' ? '' : `${at}: `);

const more = (count: number, language: Language) =>
  language === 'ar' ? `و${count} غيرها في errors` : `and ${count} more in errors`;

function allowedText(params: NonNullable<ProblemItem['params']>, language: Language): string | undefined {
  const { allowed, min, max, maxCount, maxBytes, againAt, expected, type, pattern } = params;
  const arabic = language === 'ar';
  const most = max ?? maxCount ?? maxBytes;
  if (againAt !== undefined && most !== undefined)
    return arabic
      ? `الحد الأعلى ${String(most)}، ويمكن الإعادة من ${String(againAt)}`
      : `at most ${String(most)}; again from ${String(againAt)} on`;
  if (Array.isArray(allowed))
    return `${arabic ? 'القيم المسموحة: ' : 'allowed: '}${allowed.join(arabic ? '، ' : ', ')}`;
  if (min !== undefined && most !== undefined)
    return arabic ? `من ${String(min)} إلى ${String(most)}` : `from ${String(min)} to ${String(most)}`;
  if (most !== undefined) return arabic ? `الحد الأعلى ${String(most)}` : `at most ${String(most)}`;
  if (min !== undefined) return arabic ? `الحد الأدنى ${String(min)}` : `at least ${String(min)}`;
  if (expected !== undefined) return `${arabic ? 'المتوقع: ' : 'expected: '}${String(expected)}`;
  if (pattern !== undefined) return `${arabic ? 'الصيغة: ' : 'form: '}${String(pattern)}`;
  if (type !== undefined) return `${arabic ? 'النوع: ' : 'type: '}${String(type)}`;
  return undefined;
}
