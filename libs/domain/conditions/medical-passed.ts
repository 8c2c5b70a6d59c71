import { addMonths, dayInRiyadh } from '../calendar/day.js';
import type { Day } from '../kernel/brand.js';
import { valueAt } from '../policy/dated.js';
import { isAccredited } from '../policy/medical-centres.js';
import type { Policy } from '../policy/policy.js';
import type { FactContents } from '../resident/facts.js';
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
import { CATEGORY_NOT_REPORTED, CORRECT_OR_INSIST, differs, withoutCategory } from './claims.js';
import { isKnown, knownOf } from '../resident/resident.js';

type Exam = FactContents['medical-exam-reported'];

/**
 * Condition 4. An examination in a centre that was accredited on the day (policy): always before a first issue; on
 * renewal only for the occupations the policy lists, by what labour has on record (dependants and premium residents have
 * none). Unfit is not final: a centre may examine again, and the newer report counts. A result counts until the report
 * says, its last day included; else for so many months as the policy had on the day of the examination.
 */
export const medicalPassed = condition({
  id: 'medical-passed',
  owner: 'medical-centres',
  version: '2.0.0',
  title: { ar: 'اجتياز الفحص الطبي في مركز معتمد', en: 'Medical examination passed in an accredited centre' },
  looksAt:
    'The last medical examination, the category on record with passports and, on renewal, the occupation on record with labour. Which centres are accredited is `medical-centres` of the policy, how long a result counts `medicalValidMonths`, who is examined on renewal `medicalOnRenewal`.',
  overTime: 'The result expires.',
  reasons: {
    'medical-fit': {
      comesTo: ['satisfied'],
      says: { ar: 'نتيجة الفحص الطبي: لائق.', en: 'The medical examination says: fit.' },
      todo: NOTHING_TO_DO,
    },
    'medical-not-needed': {
      comesTo: ['not-applicable'],
      says: {
        ar: 'لا يُشترط الفحص الطبي لتجديد هوية هذه الفئة أو المهنة.',
        en: 'A renewal in this category or occupation needs no medical examination.',
      },
      todo: NOTHING_TO_DO,
    },
    'medical-not-reported': {
      comesTo: ['pending/wait'],
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
      comesTo: ['pending/wait'],
      says: {
        ar: 'أُجري الفحص الطبي ولم تصدر نتيجته بعد.',
        en: 'The examination has been made; the centre has not given its result yet.',
      },
      todo: WE_ARE_WAITING,
    },
    'medical-expired': {
      comesTo: ['failed/applicant'],
      says: {
        ar: 'انتهت صلاحية نتيجة الفحص الطبي.',
        en: 'The result of the medical examination is no longer valid.',
      },
      todo: { ar: 'أعد الفحص الطبي في مركز معتمد.', en: 'Be examined again in an accredited centre.' },
    },
    'medical-unfit': {
      comesTo: ['failed/applicant'],
      says: { ar: 'نتيجة الفحص الطبي: غير لائق.', en: 'The medical examination says: unfit.' },
      todo: {
        ar: 'راجع المركز الطبي لمعرفة إمكانية إعادة الفحص؛ وسيُستأنف الطلب تلقائيًا إذا صدرت نتيجة لائق.',
        en: 'Ask the centre about a new examination; if it finds you fit, the application goes on by itself.',
      },
    },
    'medical-centre-not-accredited': {
      comesTo: ['failed/applicant'],
      says: {
        ar: 'أُجري الفحص الطبي في مركز لم يكن معتمدًا يوم الفحص.',
        en: 'The examination was made in a centre that was not accredited on that day.',
      },
      todo: { ar: 'أعد الفحص الطبي في مركز معتمد.', en: 'Be examined again in an accredited centre.' },
    },
    'category-not-reported': CATEGORY_NOT_REPORTED,
    'employment-not-reported': {
      comesTo: ['pending/wait'],
      owner: 'labour',
      says: {
        ar: 'لم تصلنا المهنة المسجلة لدى العمل بعد، وعليها يتوقف اشتراط الفحص الطبي.',
        en: 'Labour has not reported the occupation on record yet; it decides whether a medical examination is needed.',
      },
      todo: WE_ARE_WAITING,
    },
    'employment-ended': {
      comesTo: ['failed/applicant'],
      owner: 'labour',
      says: {
        ar: 'علاقة العمل منتهية في سجل العمل.',
        en: "The employment has ended, by labour's record.",
      },
      todo: {
        ar: 'وثّق علاقة العمل الحالية لدى جهة العمل المختصة؛ وسيُستأنف الطلب تلقائيًا بعد ذلك.',
        en: 'Have the present employment registered with labour; the application then goes on by itself.',
      },
    },
    'occupation-differs': {
      comesTo: ['failed/applicant', 'failed/officer'],
      owner: 'labour',
      says: {
        ar: 'المهنة المدخلة في الطلب تختلف عن سجل العمل.',
        en: "The occupation entered in the application differs from labour's record.",
      },
      todo: CORRECT_OR_INSIST,
    },
    erased: ERASED,
  },
  evaluate: (evidence, policy) => {
    const { resident, today } = evidence;
    const unknown = whatIsNotKnown(evidence);
    if (unknown !== undefined) return unknown;
    const employment = knownOf(resident.employment);
    const { occupation } = evidence.case;
    const registered = employment?.value.state === 'registered' ? employment.value.occupation : undefined;
    if (mayWork(resident) && employment !== undefined && registered !== undefined) {
      if (occupation !== undefined && occupation !== registered)
        return { ...differs('occupation-differs', ['occupation'], evidence, employment), owner: 'labour' };
    }
    if (!isNeeded(evidence, registered, policy)) return notApplicable('medical-not-needed');
    if (resident.medical === undefined) return pending('medical-not-reported', 'wait');
    if (resident.medical === 'erased') return unknownSinceErased();
    const { value: exam, factIds, effective } = resident.medical;
    const examined = dayInRiyadh(effective);
    if (!isAccredited(policy.medicalCentres, exam.centre, examined))
      return failed('medical-centre-not-accredited', 'applicant', factIds);
    if (exam.result === 'pending') return pending('medical-result-pending', 'wait', factIds);
    if (exam.result === 'unfit') return failed('medical-unfit', 'applicant', factIds);
    if (lastDayOf(exam, examined, policy) < today) return failed('medical-expired', 'applicant', factIds);
    return satisfied('medical-fit', factIds);
  },
});

function lastDayOf({ validUntil }: Exam, examined: Day, { rules }: Policy): Day {
  return validUntil ?? addMonths(examined, valueAt(rules.medicalValidMonths, examined));
}

/** On renewal it depends on category and occupation, of those who work: what the registers have not said is waited for. */
function whatIsNotKnown({ case: { service }, resident }: Evidence) {
  if (service === 'issue') return undefined;
  const { category, employment } = resident;
  if (!isKnown(category)) return withoutCategory(category);
  if (!mayWork(resident)) return undefined;
  if (employment === undefined)
    return { ...pending('employment-not-reported', 'wait'), owner: 'labour' } as const;
  if (employment === 'erased') return { ...unknownSinceErased(), owner: 'labour' } as const;
  return employment.value.state === 'ended'
    ? ({ ...failed('employment-ended', 'applicant', employment), owner: 'labour' } as const)
    : undefined;
}

/** Once it is erased whether somebody works, the occupation that was entered is still no more than a claim. */
function mayWork({ category }: Evidence['resident']): boolean {
  const known = knownOf(category)?.value;
  return category === 'erased' || known === 'employee' || known === 'domestic-worker';
}

function isNeeded(
  { case: { service }, today }: Evidence,
  occupation: string | undefined,
  policy: Policy,
): boolean {
  if (service === 'issue') return true;
  return occupation !== undefined && valueAt(policy.rules.medicalOnRenewal, today).includes(occupation);
}
