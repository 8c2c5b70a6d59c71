import { condition, failed, NOTHING_TO_DO, satisfied } from './finding.js';

/**
 * Condition 9. The government's directives on issuing, as they are in force at the moment and cover this case. They
 * come and go without a release of this service; a directive that stops outweighs one that leaves it to an officer.
 */
export const directivesMet = condition({
  id: 'directives-met',
  owner: 'directives-desk',
  version: '1.1.0',
  title: {
    ar: 'استيفاء التعليمات الحكومية المنظمة للإصدار',
    en: 'Compliance with the directives on issuing',
  },
  looksAt: 'The directives in force that cover the case.',
  overTime: 'A directive ends on the day it named.',
  reasons: {
    'no-directive': {
      comesTo: ['satisfied'],
      says: {
        ar: 'لا توجد تعليمات تمنع الإصدار في هذه الحالة.',
        en: 'No directive stands in the way of this case.',
      },
      todo: NOTHING_TO_DO,
    },
    'directive-stops': {
      comesTo: ['failed/wait'],
      says: {
        ar: 'توجد تعليمات سارية توقف الإصدار في هذه الحالة.',
        en: 'A directive in force stops the issue in this case.',
      },
      todo: {
        ar: 'لا يلزمك أي إجراء الآن؛ سيُستأنف الطلب تلقائيًا عند رفع التعليمات أو انتهائها.',
        en: 'There is nothing you need to do now; the application goes on by itself when the directive is lifted or ends.',
      },
    },
    'directive-needs-officer': {
      comesTo: ['failed/officer'],
      says: {
        ar: 'توجد تعليمات سارية تُخضع هذه الحالة لنظر موظف مختص.',
        en: 'A directive in force leaves this case to an officer.',
      },
      todo: {
        ar: 'سيراجع موظف مختص الطلب ويبلغك بالنتيجة.',
        en: 'An officer will look at the application and let you know.',
      },
    },
  },
  evaluate: ({ directives }) => {
    const directiveIds = directives.map(({ directiveId }) => directiveId);
    if (directives.some(({ effect }) => effect === 'stop'))
      return failed('directive-stops', 'wait', directiveIds);
    if (directives.length > 0) return failed('directive-needs-officer', 'officer', directiveIds);
    return satisfied('no-directive', []);
  },
});
