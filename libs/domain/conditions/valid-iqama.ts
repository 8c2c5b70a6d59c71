import { counts, heldHasEnded, lastDayOf } from '../credential/held.js';
import { type Erased, unreachable } from '#decider/decider.js';
import { type Policy, renewalOpensOn } from '../policy/policy.js';
import { isKnown, type ResidentView } from '../resident/resident.js';
import type { Evidence } from './condition.js';
import {
  condition,
  ERASED,
  failed,
  NOTHING_TO_DO,
  pending,
  satisfied,
  unknownSinceErased,
  WE_ARE_WAITING,
} from './finding.js';
import { NUMBER_HELD } from './number-held.js';
import { CATEGORY_NOT_REPORTED, CORRECT_OR_INSIST, differs, withoutCategory } from './claims.js';

/**
 * Condition 1. A renewal needs an iqama that may be renewed now: within the window of its category, or expired (late
 * fees are the fee quote's business); it ends when passports' record or the credential this service issued does,
 * whichever is later. The window is that of the category passports has; without it nothing can be said. A first issue
 * needs an entry on record and the number passports assigns, and nobody gets a second.
 * A number that is held here by somebody else is not given to another as long as that identity runs: passports may have
 * erred, or its holder has come back under a new border number, which an officer decides.
 * An iqama that was cancelled or ended by a final exit cannot be renewed: that is final for this application.
 */
export const validIqama = condition({
  id: 'valid-iqama',
  owner: 'passports',
  version: '1.3.0',
  title: {
    ar: 'إقامة سارية أو قابلة للتجديد، أو دخول نظامي عند الإصدار لأول مرة',
    en: 'A valid or renewable iqama, or a valid entry for a first issue',
  },
  looksAt:
    'The residency on record with passports (status, last day, number, category), the credential held here, and who else holds the number assigned. The window to renew in is `renewalWindowMonths` of the policy.',
  overTime:
    'The window opens and the iqama expires; a credential held under the number by somebody else ends.',
  reasons: {
    'iqama-renewable': {
      comesTo: ['satisfied'],
      says: { ar: 'الإقامة ضمن مدة التجديد.', en: 'The iqama is within its renewal window.' },
      todo: NOTHING_TO_DO,
    },
    'iqama-expired-renewable': {
      comesTo: ['satisfied'],
      says: {
        ar: 'الإقامة منتهية ويمكن تجديدها، وقد تُضاف غرامة تأخير إلى الرسوم.',
        en: 'The iqama has expired and can be renewed; a late fee may be added.',
      },
      todo: NOTHING_TO_DO,
    },
    'entry-valid': {
      comesTo: ['satisfied'],
      says: {
        ar: 'الدخول مسجل وصدر رقم الإقامة.',
        en: 'The entry is on record and an iqama number has been assigned.',
      },
      todo: NOTHING_TO_DO,
    },
    'residency-not-reported': {
      comesTo: ['pending/wait'],
      says: {
        ar: 'لم تصلنا حالة الإقامة من الجوازات بعد.',
        en: 'Passports has not reported the residency status yet.',
      },
      todo: WE_ARE_WAITING,
    },
    'iqama-expiry-not-reported': {
      comesTo: ['pending/wait'],
      says: {
        ar: 'لم يصلنا تاريخ انتهاء الإقامة من الجوازات بعد.',
        en: 'Passports has not reported when the iqama expires yet.',
      },
      todo: WE_ARE_WAITING,
    },
    'iqama-number-not-assigned': {
      comesTo: ['pending/wait'],
      says: {
        ar: 'الدخول مسجل ولم تُصدر الجوازات رقم الإقامة بعد.',
        en: 'The entry is on record; passports has not assigned an iqama number yet.',
      },
      todo: WE_ARE_WAITING,
    },
    'renewal-too-early': {
      comesTo: ['failed/none'],
      says: {
        ar: 'المدة المتبقية في الإقامة أطول من المدة التي يُسمح فيها بالتجديد.',
        en: 'More time is left on the iqama than the renewal window allows.',
      },
      todo: {
        ar: 'قدّم طلب تجديد جديدًا عند بدء مدة التجديد.',
        en: 'Apply again once the renewal window has opened.',
      },
    },
    'iqama-not-issued': {
      comesTo: ['failed/none'],
      says: {
        ar: 'لا توجد إقامة صادرة لتجديدها.',
        en: 'There is no iqama to renew: none has been issued yet.',
      },
      todo: { ar: 'قدّم طلب إصدار هوية مقيم لأول مرة.', en: 'Apply for a first issue instead.' },
    },
    'iqama-already-issued': {
      comesTo: ['failed/officer'],
      says: {
        ar: 'سجلات الجوازات تُظهر إقامة صادرة سابقًا لمقدم الطلب.',
        en: "Passports' records show an iqama that was issued to the applicant before.",
      },
      todo: {
        ar: 'سيراجع موظف مختص الطلب ويبلغك بالنتيجة.',
        en: 'An officer will look at the application and let you know.',
      },
    },
    'identity-already-issued': {
      comesTo: ['failed/none'],
      says: {
        ar: 'سبق أن أصدرت لك هذه الخدمة هوية مقيم.',
        en: 'This service has issued a resident identity to you before.',
      },
      todo: {
        ar: 'قدّم طلب تجديد برقم الإقامة المدوّن في هويتك.',
        en: 'Apply for a renewal, under the iqama number on your identity.',
      },
    },
    'number-held-by-another': {
      comesTo: ['failed/officer'],
      says: {
        ar: 'رقم الإقامة الذي خصصته الجوازات تحمله هوية أخرى سارية أصدرتها هذه الخدمة.',
        en: 'The iqama number that passports assigned is held by another identity that this service issued and that still runs.',
      },
      todo: {
        ar: 'لا يلزمك أي إجراء الآن: إن كان الرقم رقمك السابق فسيبت موظف مختص في أنكما شخص واحد، وإلا فيُستأنف الطلب تلقائيًا بعد انتهاء تلك الهوية أو بعد أن تصحح الجوازات الرقم.',
        en: 'There is nothing you need to do now. If the number was yours before, an officer decides that both are one person; otherwise the application goes on by itself once that identity has ended or passports has corrected the number.',
      },
    },
    'residency-cancelled': {
      comesTo: ['failed/none'],
      says: { ar: 'الإقامة ملغاة.', en: 'The residency has been cancelled.' },
      todo: {
        ar: 'لا يمكن إكمال هذا الطلب. راجع المديرية العامة للجوازات إذا كنت ترى أن ذلك غير صحيح.',
        en: 'This application cannot go on. If you think this is wrong, turn to the passports directorate.',
      },
    },
    'final-exit': {
      comesTo: ['failed/none'],
      says: {
        ar: 'سُجلت تأشيرة خروج نهائي لمقدم الطلب.',
        en: 'A final exit has been recorded for the applicant.',
      },
      todo: {
        ar: 'لا يمكن إكمال هذا الطلب. راجع المديرية العامة للجوازات إذا كنت ترى أن ذلك غير صحيح.',
        en: 'This application cannot go on. If you think this is wrong, turn to the passports directorate.',
      },
    },
    'category-not-reported': CATEGORY_NOT_REPORTED,
    'category-differs': {
      comesTo: ['failed/applicant', 'failed/officer'],
      says: {
        ar: 'الفئة المدخلة في الطلب تختلف عن سجل الجوازات.',
        en: 'The category entered in the application differs from the one passports has.',
      },
      todo: CORRECT_OR_INSIST,
    },
    erased: ERASED,
  },
  evaluate: (evidence, policy) => {
    const { residency } = evidence.resident;
    if (residency === undefined) return pending('residency-not-reported', 'wait');
    if (residency === 'erased') return unknownSinceErased();
    if (residency.value.status === 'cancelled')
      return failed('residency-cancelled', 'none', residency.factIds);
    if (residency.value.status === 'final-exit') return failed('final-exit', 'none', residency.factIds);
    switch (evidence.case.service) {
      case 'renew':
        return renewal(residency, evidence, policy);
      case 'issue':
        return firstIssue(residency, evidence);
      default:
        return unreachable(evidence.case.service);
    }
  },
});

type KnownResidency = Exclude<ResidentView['residency'], Erased | undefined>;

function renewal({ value: { status }, factIds }: KnownResidency, evidence: Evidence, policy: Policy) {
  const { today, held } = evidence;
  const issued = counts(held);
  // Passports need not have heard of our own issue yet, or of our own renewal of what it calls expired.
  if (status === 'entered' && !issued) return failed('iqama-not-issued', 'none', factIds);
  const validUntil = lastDayOf(evidence.resident, held);
  // The new validity follows on the old one.
  if (validUntil === 'erased') return unknownSinceErased(factIds);
  const { category } = evidence.resident;
  if (!isKnown(category)) return withoutCategory(category) ?? unknownSinceErased(factIds);
  const restsOn = [...new Set([...factIds, ...category.factIds])];
  const runs = issued && held.validUntil >= today;
  // Passports need not say `expired` for the day to have passed.
  const expired = (status === 'expired' && !runs) || (validUntil !== undefined && validUntil < today);
  const tooEarly =
    !expired && validUntil !== undefined && today < renewalOpensOn(policy, category.value, validUntil, today);
  if (tooEarly) return failed('renewal-too-early', 'none', restsOn);
  if (category.value !== evidence.case.category)
    return differs('category-differs', ['category'], evidence, category);
  if (expired) return satisfied('iqama-expired-renewable', restsOn);
  return validUntil === undefined
    ? pending('iqama-expiry-not-reported', 'wait', restsOn)
    : satisfied('iqama-renewable', restsOn);
}

function firstIssue({ value: { status, iqamaNumber }, factIds }: KnownResidency, evidence: Evidence) {
  if (counts(evidence.held)) return failed('identity-already-issued', 'none', factIds);
  if (status !== 'entered') return failed('iqama-already-issued', 'officer', factIds);
  if (iqamaNumber === null) return unknownSinceErased(factIds);
  const { category } = evidence.resident;
  if (!isKnown(category)) return withoutCategory(category) ?? unknownSinceErased(factIds);
  if (category.value !== evidence.case.category)
    return differs('category-differs', ['category'], evidence, category);
  const restsOn = [...new Set([...factIds, ...category.factIds])];
  const { numberHeld, today, case: of } = evidence;
  const anothers = numberHeld !== undefined && numberHeld.holder !== of.confirmedHolder;
  if (anothers && !heldHasEnded(numberHeld.held, today)) return failed(NUMBER_HELD, 'officer', restsOn);
  return iqamaNumber === undefined
    ? pending('iqama-number-not-assigned', 'wait', restsOn)
    : satisfied('entry-valid', restsOn);
}
