import type { Instant } from '#decider/brand.js';
import type { ConditionText } from '#domain/conditions/condition.js';
import { unreachable } from '#decider/decider.js';
import type { Language } from '#runtime/problems/language.js';
import type { ApplicationStatus } from '#read-models/application-status/document.js';

/** Who has to act now. `service`: the checks, and those who report to them. */
type Party = 'applicant' | 'officer' | 'service' | 'nobody';

interface Next {
  readonly by: Party;
  readonly says: ConditionText;
  readonly until?: Instant;
}

/**
 * What whoever has the tracking number and four digits is told; schema `TrackedStatus`: where the case stands, what is
 * to be done and by whom, and dates. No condition, no finding, no reason: each of them would tell of an illness, a
 * violation or an absence report. What it answers depends on the phase alone, so it cannot be read between the lines.
 */
export function trackedAnswer(status: ApplicationStatus, language: Language) {
  const { trackingNumber, service, phase, dates } = status;
  const { by, says, until } = nextOf(status);
  return { trackingNumber, service, phase, next: { by, says: says[language], until: until ?? null }, dates };
}

function nextOf({ phase, required, dates }: ApplicationStatus): Next {
  switch (phase) {
    case 'draft':
      return { by: 'applicant', says: TEXTS.draft, until: dates.lapses };
    case 'submitted':
    case 'screening':
      return { by: 'service', says: TEXTS.checked };
    case 'action-required':
      return { by: 'applicant', says: TEXTS.required, ...(required !== null && { until: required.until }) };
    case 'in-review':
      return required === null
        ? { by: 'officer', says: TEXTS.reviewed }
        : { by: 'applicant', says: TEXTS.asked, until: required.until };
    case 'approved':
      return { by: 'service', says: TEXTS.approved };
    case 'issued':
      return { by: 'nobody', says: TEXTS.issued };
    case 'rejected':
      return { by: 'applicant', says: TEXTS.rejected };
    case 'withdrawn':
      return { by: 'nobody', says: TEXTS.withdrawn };
    case 'lapsed':
      return { by: 'nobody', says: TEXTS.lapsed };
    default:
      return unreachable(phase);
  }
}

const TEXTS = {
  draft: {
    en: 'Complete the application and send it before it lapses',
    ar: 'أكمل بيانات الطلب وأرسله قبل انتهاء المهلة',
  },
  checked: {
    en: 'The conditions are being checked: nothing is asked of you now',
    ar: 'يجري التحقق من الشروط، ولا يُطلب منك شيء الآن',
  },
  required: {
    en: 'Something is asked of you: sign in to see what, and do it in time',
    ar: 'مطلوب منك إجراء: سجّل الدخول لمعرفته وأنجزه قبل انتهاء المهلة',
  },
  reviewed: { en: 'An officer looks at the application', ar: 'يراجع أحد الموظفين الطلب' },
  asked: {
    en: 'An officer asked you for something: sign in to see what, and answer in time',
    ar: 'طلب منك الموظف استكمالًا: سجّل الدخول للاطلاع عليه وأجب قبل انتهاء المهلة',
  },
  approved: {
    en: 'The application was approved and the identity is being issued',
    ar: 'قُبل الطلب ويجري إصدار الهوية',
  },
  issued: { en: 'The identity was issued', ar: 'صدرت الهوية' },
  rejected: {
    en: 'The application was rejected: sign in to see why, and what can be done',
    ar: 'رُفض الطلب: سجّل الدخول لمعرفة السبب وما يمكن عمله',
  },
  withdrawn: { en: 'The application was withdrawn', ar: 'سُحب الطلب' },
  lapsed: {
    en: 'The application lapsed: a new one can be started',
    ar: 'انتهت مهلة الطلب: يمكن بدء طلب جديد',
  },
} as const satisfies Readonly<Record<string, ConditionText>>;
