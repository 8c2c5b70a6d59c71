import { addDaysTo, dayInRiyadh } from '../calendar/day.js';
import type { Instant } from '../kernel/brand.js';
import { unreachable } from '../kernel/decider.js';
import { valueAt } from '../policy/dated.js';
import type { Policy } from '../policy/policy.js';
import type { Report } from '../resident/absence.js';
import { knownOf, type ResidentView } from '../resident/resident.js';
import { condition, ERASED, failed, NOTHING_TO_DO, satisfied, unknownSinceErased } from './finding.js';

/**
 * Condition 5. A report of absence from work (تغيب, huroob) stops the issue while it stands. Within its grace the
 * employer may cancel it; after that labour confirms or cancels. Until then we wait: nothing is lost and nothing is
 * decided. Confirmed, or an appeal dismissed, is final; an appeal that is not decided is for an officer.
 * As with violations, no report known means none, unless what was known has been erased.
 */
export const noAbsenceReport = condition({
  id: 'no-absence-report',
  owner: 'labour',
  version: '1.2.0',
  title: { ar: 'عدم وجود بلاغ تغيب عن العمل', en: 'No absence report' },
  looksAt:
    'Reports of absence and what became of them, as labour tells. None reported means that there is none. The grace is `absenceGraceDays` of the policy where the report names none.',
  overTime: 'The grace of a report ends.',
  reasons: {
    'no-absence-report': {
      comesTo: ['satisfied'],
      says: { ar: 'لا يوجد بلاغ تغيب.', en: 'There is no absence report.' },
      todo: NOTHING_TO_DO,
    },
    'absence-cancelled': {
      comesTo: ['satisfied'],
      says: { ar: 'أُلغي بلاغ التغيب.', en: 'The absence report has been cancelled.' },
      todo: NOTHING_TO_DO,
    },
    'absence-void': {
      comesTo: ['satisfied'],
      says: {
        ar: 'قُبل الاعتراض على بلاغ التغيب وعُدّ البلاغ كأن لم يكن.',
        en: 'The appeal against the absence report was upheld; the report is void.',
      },
      todo: NOTHING_TO_DO,
    },
    'absence-reported': {
      comesTo: ['failed/wait'],
      says: {
        ar: 'سُجل بلاغ تغيب ولا يزال ضمن المهلة التي يمكن إلغاؤه خلالها.',
        en: 'An absence report has been filed and can still be cancelled within its grace period.',
      },
      todo: {
        ar: 'تواصل مع صاحب العمل لإلغاء البلاغ، أو اعترض عليه إن كان غير صحيح؛ ويُستأنف الطلب تلقائيًا بعد الإلغاء.',
        en: 'Ask the employer to cancel it, or appeal if it is false; once cancelled, the application goes on by itself.',
      },
    },
    'absence-grace-over': {
      comesTo: ['failed/wait'],
      says: {
        ar: 'انتهت مهلة إلغاء بلاغ التغيب ولم يصدر قرار بتأكيده أو إلغائه بعد.',
        en: 'The grace period of the absence report is over; labour has neither confirmed nor cancelled it yet.',
      },
      todo: {
        ar: 'اعترض على البلاغ إن كان غير صحيح، أو انتظر قرار الجهة المختصة.',
        en: 'Appeal if the report is false, or wait for the decision.',
      },
    },
    'absence-confirmed': {
      comesTo: ['failed/none'],
      says: { ar: 'تأكد بلاغ التغيب.', en: 'The absence report has been confirmed.' },
      todo: {
        ar: 'لا يمكن إكمال هذا الطلب. يمكنك الاعتراض على البلاغ لدى الجهة المختصة، ثم تقديم طلب جديد.',
        en: 'This application cannot go on. You may appeal against the report, and apply again afterwards.',
      },
    },
    'absence-appealed': {
      comesTo: ['failed/officer'],
      says: {
        ar: 'يوجد اعتراض على بلاغ التغيب لم يُبت فيه بعد.',
        en: 'There is an appeal against the absence report that has not been decided yet.',
      },
      todo: {
        ar: 'سيراجع موظف مختص الطلب في ضوء الاعتراض.',
        en: 'An officer will look at the application in the light of the appeal.',
      },
    },
    'absence-appeal-dismissed': {
      comesTo: ['failed/none'],
      says: {
        ar: 'رُفض الاعتراض على بلاغ التغيب وبقي البلاغ قائمًا.',
        en: 'The appeal against the absence report was dismissed; the report stands.',
      },
      todo: {
        ar: 'لا يمكن إكمال هذا الطلب.',
        en: 'This application cannot go on.',
      },
    },
    erased: ERASED,
  },
  evaluate: (evidence, policy) => {
    const { absence } = evidence.resident;
    switch (absence.state) {
      case 'none':
        return satisfied('no-absence-report', []);
      case 'erased':
        return unknownSinceErased(absence);
      case 'cancelled':
        return satisfied('absence-cancelled', absence);
      case 'upheld':
        return satisfied('absence-void', absence);
      case 'reported':
        return evidence.at <= graceUntil(absence, evidence.resident.category, policy)
          ? failed('absence-reported', 'wait', absence)
          : failed('absence-grace-over', 'wait', absence);
      case 'confirmed':
        return failed('absence-confirmed', 'none', absence);
      case 'appealed':
        return failed('absence-appealed', 'officer', absence);
      case 'dismissed':
        return failed('absence-appeal-dismissed', 'none', absence);
      default:
        return unreachable(absence);
    }
  },
});

/**
 * As the report says; else the grace of the person's category, as it was when the report was filed. As long as the
 * category is not known, the longest there is: nothing is over that may still be put right.
 */
export function graceUntil(report: Report, known: ResidentView['category'], policy: Policy): Instant {
  const { absenceGraceDays } = policy.rules;
  const filed = dayInRiyadh(report.reportedAt);
  const category = knownOf(known)?.value;
  const series = category === undefined ? Object.values(absenceGraceDays) : [absenceGraceDays[category]];
  const days = Math.max(...series.map((figure) => valueAt(figure, filed)));
  return report.graceUntil ?? addDaysTo(report.reportedAt, days);
}
