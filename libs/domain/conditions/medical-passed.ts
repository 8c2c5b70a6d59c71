import { valueAt } from '../policy/dated.js';
import type { Policy } from '../policy/policy.js';
import type { Evidence } from './condition.js';
import {
  condition,
  ERASED,
  failed,
  notApplicable,
  NOTHING_TO_DO,
  pending,
  satisfied,
  unknownSinceErased,
  WE_ARE_WAITING,
} from './finding.js';

/**
 * Condition 4. An examination in an accredited centre: always before a first issue; on renewal only for the
 * occupations the policy lists (dependants and premium residents have none).
 * Unfit is not final: a centre may examine again, and the newer report counts.
 */
export const medicalPassed = condition({
  id: 'medical-passed',
  owner: 'medical-centres',
  version: '1.1.0',
  title: { ar: 'اجتياز الفحص الطبي في مركز معتمد', en: 'Medical examination passed in an accredited centre' },
  reasons: {
    'medical-fit': {
      says: { ar: 'نتيجة الفحص الطبي: لائق.', en: 'The medical examination says: fit.' },
      todo: NOTHING_TO_DO,
    },
    'medical-not-needed': {
      says: {
        ar: 'لا يُشترط الفحص الطبي لتجديد هوية هذه الفئة أو المهنة.',
        en: 'A renewal in this category or occupation needs no medical examination.',
      },
      todo: NOTHING_TO_DO,
    },
    'medical-not-reported': {
      says: {
        ar: 'لم تصلنا نتيجة فحص طبي من مركز معتمد.',
        en: 'No accredited centre has reported a medical examination yet.',
      },
      todo: {
        ar: 'إذا لم تُجرِ الفحص فأجرِه في مركز معتمد؛ وسيُستأنف الطلب تلقائيًا عند وصول النتيجة.',
        en: 'If you have not been examined, go to an accredited centre; the application goes on by itself with the result.',
      },
    },
    'medical-result-pending': {
      says: {
        ar: 'أُجري الفحص الطبي ولم تصدر نتيجته بعد.',
        en: 'The examination has been made; the centre has not given its result yet.',
      },
      todo: WE_ARE_WAITING,
    },
    'medical-expired': {
      says: {
        ar: 'انتهت صلاحية نتيجة الفحص الطبي.',
        en: 'The result of the medical examination is no longer valid.',
      },
      todo: { ar: 'أعد الفحص الطبي في مركز معتمد.', en: 'Be examined again in an accredited centre.' },
    },
    'medical-unfit': {
      says: { ar: 'نتيجة الفحص الطبي: غير لائق.', en: 'The medical examination says: unfit.' },
      todo: {
        ar: 'راجع المركز الطبي لمعرفة إمكانية إعادة الفحص؛ وسيُستأنف الطلب تلقائيًا إذا صدرت نتيجة لائق.',
        en: 'Ask the centre about a new examination; if it finds you fit, the application goes on by itself.',
      },
    },
    'occupation-awaited': {
      says: {
        ar: 'لم تُدخل المهنة، وعليها يتوقف اشتراط الفحص الطبي.',
        en: 'The occupation has not been entered; it decides whether a medical examination is needed.',
      },
      todo: { ar: 'أدخل رمز المهنة في بيانات الطلب.', en: 'Enter the occupation code in the application.' },
    },
    erased: ERASED,
  },
  evaluate: (evidence, policy) => {
    const { resident, today } = evidence;
    const needed = isNeeded(evidence, policy);
    if (needed === 'unknown') {
      // Before the details are there it is merely open; after that it keeps the case from going on.
      return evidence.case.passport === undefined
        ? pending('occupation-awaited', 'applicant')
        : failed('occupation-awaited', 'applicant', []);
    }
    if (!needed) return notApplicable('medical-not-needed');
    if (resident.medical === undefined) return pending('medical-not-reported', 'wait');
    if (resident.medical === 'erased') return unknownSinceErased();
    const { value: exam, factIds } = resident.medical;
    if (exam.result === 'pending') return pending('medical-result-pending', 'wait', factIds);
    if (exam.result === 'unfit') return failed('medical-unfit', 'applicant', factIds);
    if (exam.validUntil !== undefined && exam.validUntil < today)
      return failed('medical-expired', 'applicant', factIds);
    return satisfied('medical-fit', factIds);
  },
});

function isNeeded(
  { case: { service, category, occupation }, today }: Evidence,
  policy: Policy,
): boolean | 'unknown' {
  if (service === 'issue') return true;
  if (category === 'dependant' || category === 'premium') return false;
  return occupation === undefined
    ? 'unknown'
    : valueAt(policy.rules.medicalOnRenewal, today).includes(occupation);
}
