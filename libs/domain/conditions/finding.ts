import type { Condition, Evidence, Finding, ReasonMeaning, ConditionText } from './condition.js';
import { type RestsOn, restingOn } from '../kernel/rests-on.js';
import type { Policy } from '../policy/policy.js';
import type { Remedy } from './outcome.js';

/** A finding whose reason is one of the condition's own. */
export type FindingOf<Reason extends string> = Omit<Finding, 'reason'> & { readonly reason: Reason };

interface Rule<Reason extends string> extends Omit<Condition, 'reasons' | 'evaluate'> {
  readonly reasons: Readonly<Record<Reason, ReasonMeaning>>;
  readonly evaluate: (evidence: Evidence, policy: Policy) => FindingOf<NoInfer<Reason>>;
}

/** A condition of the service; the compiler sees to it that no reason is given that is not described. */
export function condition<const Reason extends string>(rule: Rule<Reason>): Condition {
  return rule;
}

/** Each finding names what it rests on, the last of it; none, when nobody has reported anything. Lists in order of effect. */
type Grounds = RestsOn | readonly string[];

/** However many there are: what is found becomes an event. */
function named(grounds: Grounds): RestsOn {
  return 'factIds' in grounds ? restingOn(grounds.factIds, grounds.factsLeftOut) : restingOn(grounds);
}

export function satisfied<const R extends string>(reason: R, grounds: Grounds): FindingOf<R> {
  return { state: 'satisfied', reason, remedy: 'nothing', ...named(grounds) };
}

export function notApplicable<const R extends string>(reason: R, grounds: Grounds = []): FindingOf<R> {
  return { state: 'not-applicable', reason, remedy: 'nothing', ...named(grounds) };
}

/** Not known yet. Somebody else has to report (`wait`), or the applicant has to tell us (`applicant`). */
export function pending<const R extends string>(
  reason: R,
  remedy: Extract<Remedy, 'wait' | 'applicant'>,
  grounds: Grounds = [],
): FindingOf<R> {
  return { state: 'pending', reason, remedy, ...named(grounds) };
}

/** What there was to know has been erased: it has to be told again before anything is granted on it. */
export function unknownSinceErased(grounds: Grounds = []): FindingOf<'erased'> {
  return pending('erased', 'wait', grounds);
}

/** What a condition says of it, and what is to be done. */
export const ERASED = {
  comesTo: ['pending/wait'],
  says: {
    ar: 'حُذفت البيانات الشخصية التي يقوم عليها هذا الشرط، فلا يمكن معرفة تحققه.',
    en: 'The personal data this condition rests on was erased; whether it holds cannot be known.',
  },
  todo: {
    ar: 'لا يلزمك أي إجراء الآن؛ سيُستأنف الطلب تلقائيًا بعد أن تعيد الجهة المختصة الإبلاغ.',
    en: 'There is nothing you need to do now; the application goes on by itself once the service in charge has reported again.',
  },
} as const satisfies ReasonMeaning;

/** What the applicant had entered was erased with them: the case needs it again. */
export const DETAILS_ERASED = {
  comesTo: ['failed/applicant'],
  says: {
    ar: 'حُذفت البيانات المدخلة في الطلب.',
    en: 'The data entered in the application was erased.',
  },
  todo: { ar: 'أدخل بيانات الطلب من جديد.', en: 'Enter the data of the application again.' },
} as const satisfies ReasonMeaning;

/** Known not to hold. */
export function failed<const R extends string>(
  reason: R,
  remedy: Exclude<Remedy, 'nothing'>,
  grounds: Grounds,
): FindingOf<R> {
  return { state: 'failed', reason, remedy, ...named(grounds) };
}

/** What to do about it, when there is nothing. */
export const NOTHING_TO_DO: ConditionText = {
  ar: 'لا يلزمك أي إجراء.',
  en: 'There is nothing you need to do.',
};

/** What to do about it, when somebody else has to report first. */
export const WE_ARE_WAITING: ConditionText = {
  ar: 'لا يلزمك أي إجراء الآن؛ سيُستأنف الطلب تلقائيًا فور وصول المعلومة.',
  en: 'There is nothing you need to do now; the application goes on by itself as soon as this is reported.',
};
