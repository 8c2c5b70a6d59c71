import type { ConditionText } from '../conditions/condition.js';
import type { Owner, Remedy } from '../conditions/outcome.js';
import type { GroundKind } from './events.js';

/** What a ground means to the holder, who can lift it, and what to do. */
export interface GroundMeaning {
  readonly owner: Owner;
  readonly remedy: Remedy;
  readonly says: ConditionText;
  readonly todo: ConditionText;
  /** How the holder contests the fact itself; absent: not here. */
  readonly contest?: ConditionText;
}

const BACK = {
  ar: 'وتعود الهوية سارية تلقائيًا بعد ذلك.',
  en: 'the identity then holds again by itself.',
} as const satisfies ConditionText;

const CONTEST_ABSENCE: ConditionText = {
  ar: 'إن كان البلاغ غير صحيح فاذكر ذلك بكلماتك، ليطّلع عليه الموظفون ويُراعى عند تجديد هويتك. والبت في الاعتراض للجهة المختصة بالعمل، فقدّمه لديها أيضًا.',
  en: 'If the report is false, say so in your own words: officers see it, and a renewal is looked at in the light of it. Labour decides on appeals: appeal there as well.',
};

const NOTHING_BRINGS_IT_BACK: ConditionText = {
  ar: 'لا تعود هذه الهوية سارية. راجع الجوازات إن كان السجل غير صحيح.',
  en: 'This identity does not come back. Turn to passports if the record is wrong.',
};

export const GROUND_MEANINGS: Readonly<Record<GroundKind, GroundMeaning>> = {
  'absence-reported': {
    owner: 'labour',
    remedy: 'wait',
    says: {
      ar: 'بلاغ تغيب قائم على المقيم ولا يزال ضمن المهلة التي يمكن إلغاؤه خلالها.',
      en: 'An absence report stands against the resident and can still be cancelled within its grace period.',
    },
    contest: CONTEST_ABSENCE,
    todo: {
      ar: `تواصل مع صاحب العمل لإلغاء البلاغ، أو اعترض عليه إن كان غير صحيح؛ ${BACK.ar}`,
      en: `Ask the employer to cancel it, or appeal if it is false; ${BACK.en}`,
    },
  },
  'absence-grace-over': {
    owner: 'labour',
    remedy: 'wait',
    says: {
      ar: 'بلاغ تغيب قائم على المقيم وانتهت مهلة إلغائه.',
      en: 'An absence report stands against the resident, and its grace period is over.',
    },
    contest: CONTEST_ABSENCE,
    todo: {
      ar: `اعترض على البلاغ إن كان غير صحيح، أو انتظر قرار الجهة المختصة؛ فإن أُلغي البلاغ أو قُبل الاعتراض عادت الهوية سارية تلقائيًا.`,
      en: 'Appeal if the report is false, or wait for the decision; once it is cancelled or void, the identity holds again by itself.',
    },
  },
  'absence-appealed': {
    owner: 'labour',
    remedy: 'wait',
    says: {
      ar: 'يوجد اعتراض على بلاغ التغيب لم يُبت فيه بعد.',
      en: 'There is an appeal against the absence report that has not been decided yet.',
    },
    todo: {
      ar: 'لا يلزمك أي إجراء الآن؛ فإن قُبل الاعتراض عادت الهوية سارية تلقائيًا.',
      en: 'There is nothing you need to do now; if the appeal is upheld, the identity holds again by itself.',
    },
  },
  'absence-confirmed': {
    owner: 'labour',
    remedy: 'applicant',
    says: { ar: 'تأكد بلاغ التغيب على المقيم.', en: 'The absence report was confirmed.' },
    contest: CONTEST_ABSENCE,
    todo: {
      ar: `اعترض على البلاغ لدى الجهة المختصة إن كان غير صحيح؛ فإن قُبل الاعتراض عادت الهوية سارية تلقائيًا.`,
      en: 'Appeal against the report if it is false; if the appeal is upheld, the identity holds again by itself.',
    },
  },
  'absence-appeal-dismissed': {
    owner: 'labour',
    remedy: 'none',
    says: {
      ar: 'رُفض الاعتراض على بلاغ التغيب وبقي البلاغ قائمًا.',
      en: 'The appeal against the absence report was dismissed; the report stands.',
    },
    todo: {
      ar: 'راجع الجهة المختصة بالعمل؛ ولا تعود الهوية سارية ما بقي البلاغ قائمًا.',
      en: 'Turn to labour; the identity does not hold as long as the report stands.',
    },
  },
  'medical-unfit': {
    owner: 'medical-centres',
    remedy: 'applicant',
    says: { ar: 'نتيجة الفحص الطبي: غير لائق.', en: 'The medical examination says: unfit.' },
    todo: {
      ar: `راجع المركز الطبي لمعرفة إمكانية إعادة الفحص؛ فإن صدرت نتيجة لائق عادت الهوية سارية تلقائيًا.`,
      en: 'Ask the centre about a new examination; if it finds you fit, the identity holds again by itself.',
    },
  },
  'account-suspended': {
    owner: 'accounts',
    remedy: 'applicant',
    says: { ar: 'الحساب الإلكتروني موقوف.', en: 'The electronic account is suspended.' },
    todo: {
      ar: `أعد تفعيل حسابك؛ ${BACK.ar}`,
      en: `Have your account activated again; ${BACK.en}`,
    },
  },
  'violations-outstanding': {
    owner: 'traffic',
    remedy: 'applicant',
    says: { ar: 'توجد مخالفات غير مسددة.', en: 'There are outstanding violations.' },
    todo: {
      ar: `سدّد المخالفات أو اعترض عليها؛ فإذا سُددت عادت الهوية سارية تلقائيًا.`,
      en: 'Pay the violations or object to them; once paid, the identity holds again by itself.',
    },
  },
  'violations-objected': {
    owner: 'traffic',
    remedy: 'wait',
    says: {
      ar: 'توجد مخالفات غير مسددة، وجميعها محل اعتراض لم يُبت فيه.',
      en: 'There are outstanding violations, and all of them are under objection.',
    },
    todo: {
      ar: `انتظر البت في الاعتراض أو سدّد المخالفات؛ ${BACK.ar}`,
      en: `Wait for the decision on the objection, or pay; ${BACK.en}`,
    },
  },
  directive: {
    owner: 'directives-desk',
    remedy: 'wait',
    says: {
      ar: 'توجد تعليمات سارية توقف الهويات الصادرة في هذه الحالة.',
      en: 'A directive in force suspends identities that were issued in such a case.',
    },
    todo: {
      ar: 'لا يلزمك أي إجراء الآن؛ وتعود الهوية سارية تلقائيًا عند رفع التعليمات أو انتهائها.',
      en: 'There is nothing you need to do now; the identity holds again by itself when the directive is lifted or ends.',
    },
  },
  'residency-cancelled': {
    owner: 'passports',
    remedy: 'none',
    says: { ar: 'أُلغيت الإقامة.', en: 'The residency was cancelled.' },
    todo: NOTHING_BRINGS_IT_BACK,
  },
  'residency-final-exit': {
    owner: 'passports',
    remedy: 'none',
    says: { ar: 'غادر المقيم مغادرة نهائية.', en: 'The resident left for good.' },
    todo: NOTHING_BRINGS_IT_BACK,
  },
};

/** What is left of a ground once the holder's data was erased. */
export const GROUND_ERASED: Omit<GroundMeaning, 'owner'> = {
  remedy: 'wait',
  says: { ar: 'حُذف سبب ذلك مع البيانات الشخصية.', en: 'Why was erased with the personal data.' },
  todo: {
    ar: 'لا يمكن معرفة زوال السبب حتى تعيد الجهات المختصة الإبلاغ.',
    en: 'Whether it still holds cannot be known until the services in charge have reported again.',
  },
};
