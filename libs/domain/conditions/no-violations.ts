import { unreachable } from '#decider/decider.js';
import { condition, ERASED, failed, NOTHING_TO_DO, satisfied, unknownSinceErased } from './finding.js';

/**
 * Condition 3. A register of violations reports violations, not their absence: as long as none is known there is none,
 * unless what was known has been erased.
 * One that is contested is still outstanding; whether the identity may be issued meanwhile is for an officer to say.
 */
export const noViolations = condition({
  id: 'no-violations',
  owner: 'traffic',
  version: '1.1.0',
  title: { ar: 'عدم وجود مخالفات غير مسددة', en: 'No outstanding violations' },
  looksAt:
    'Violations recorded, settled and objected to, as the registers of violations report them. None reported means that there is none.',
  reasons: {
    'no-violations': {
      comesTo: ['satisfied'],
      says: { ar: 'لا توجد مخالفات غير مسددة.', en: 'There are no outstanding violations.' },
      todo: NOTHING_TO_DO,
    },
    'violations-outstanding': {
      comesTo: ['failed/applicant'],
      says: { ar: 'توجد مخالفات غير مسددة.', en: 'There are outstanding violations.' },
      todo: {
        ar: 'سدّد المخالفات أو اعترض عليها؛ وسيُستأنف الطلب تلقائيًا بعد السداد.',
        en: 'Pay the violations or object to them; once paid, the application goes on by itself.',
      },
    },
    'violations-objected': {
      comesTo: ['failed/officer'],
      says: {
        ar: 'توجد مخالفات غير مسددة، وجميعها محل اعتراض لم يُبت فيه.',
        en: 'There are outstanding violations, and all of them are under objection.',
      },
      todo: {
        ar: 'سيراجع موظف مختص الطلب. ويمكنك أيضًا سداد المخالفات ليُستأنف الطلب تلقائيًا.',
        en: 'An officer will look at the application. You may also pay, and the application goes on by itself.',
      },
    },
    erased: ERASED,
  },
  evaluate: ({ resident: { violations } }) => {
    switch (violations.state) {
      case 'none':
        return violations.erased === undefined
          ? satisfied('no-violations', violations)
          : unknownSinceErased(violations.erased);
      case 'contested':
        return failed('violations-objected', 'officer', violations);
      case 'outstanding':
        return failed('violations-outstanding', 'applicant', violations);
      default:
        return unreachable(violations.state);
    }
  },
});
