import { addMonths } from '../calendar/day.js';
import type { Day } from '../kernel/brand.js';
import { valueAt } from '../policy/dated.js';
import type { Policy } from '../policy/policy.js';
import type { FactContents } from '../resident/facts.js';
import type { ResidentView } from '../resident/view.js';
import {
  condition,
  DETAILS_ERASED,
  ERASED,
  failed,
  NOTHING_TO_DO,
  pending,
  satisfied,
  unknownSinceErased,
  WE_ARE_WAITING,
} from './finding.js';
import { CORRECT_OR_INSIST, differs, hasNames, passportDifferences, samePassportNumber } from './claims.js';
import type { Evidence } from './condition.js';
import type { PassportDetails } from '../application/case-terms.js';
import type { Known } from '../resident/told.js';

/**
 * Condition 2. Three accounts of one passport have to agree: what the applicant entered (and its machine-readable
 * zone, when given), what passports has on record, and what is linked to the account. It is good until its last day, and must
 * have some months left until then (policy).
 *
 * Different numbers usually mean that the passport was renewed meanwhile. The one that expires later is the newer:
 * if passports knows it and the applicant entered the old one, the applicant updates the details; if the applicant
 * entered it and passports has the old one, we wait for passports. Anything else that differs is the applicant's to
 * correct, and an officer's if the applicant insists. Without a name in the record nobody can tell whose it is.
 */
export const passportCurrent = condition({
  id: 'passport-current',
  owner: 'passports',
  version: '1.2.0',
  title: {
    ar: 'بيانات جواز السفر محدّثة ومرتبطة بالحساب',
    en: 'Passport data up to date and linked to the account',
  },
  looksAt:
    'The passport as entered, its machine-readable lines where given, the passport on record with passports, and the one linked to the account. How long it must still run is `passportMonthsLeft` of the policy.',
  overTime: 'The passport has too few months left, then expires.',
  reasons: {
    'passport-current': {
      comesTo: ['satisfied'],
      says: {
        ar: 'جواز السفر ساري المفعول، وبياناته مطابقة للسجل ومرتبطة بالحساب.',
        en: 'The passport is valid, agrees with the record and is linked to the account.',
      },
      todo: NOTHING_TO_DO,
    },
    'passport-details-awaited': {
      comesTo: ['pending/applicant'],
      says: { ar: 'لم تُدخل بيانات جواز السفر بعد.', en: 'The passport data has not been entered yet.' },
      todo: { ar: 'أدخل بيانات جواز السفر.', en: 'Enter the passport data.' },
    },
    'passport-not-reported': {
      comesTo: ['pending/wait'],
      says: {
        ar: 'لم تصلنا بيانات جواز السفر من الجوازات بعد.',
        en: 'Passports has not reported the passport yet.',
      },
      todo: WE_ARE_WAITING,
    },
    'passport-link-not-reported': {
      comesTo: ['pending/wait'],
      says: {
        ar: 'لم يصلنا من الجوازات ما يفيد بربط جواز السفر بالحساب بعد.',
        en: 'Passports has not reported that the passport is linked to the account yet.',
      },
      todo: {
        ar: 'إذا لم تربط جواز سفرك بحسابك فاربطه؛ وسيُستأنف الطلب تلقائيًا بعد ذلك.',
        en: 'If you have not linked your passport to your account, do so; the application then goes on by itself.',
      },
    },
    'passport-record-older': {
      comesTo: ['pending/wait'],
      says: {
        ar: 'جواز السفر الذي أدخلته أحدث من الجواز المسجل لدى الجوازات.',
        en: 'The passport you entered is newer than the one passports has on record.',
      },
      todo: {
        ar: 'إذا لم تُنقل معلومات الجواز الجديد لدى الجوازات فاطلب نقلها؛ وسيُستأنف الطلب تلقائيًا بعد ذلك.',
        en: 'If the new passport is not registered with passports yet, have it registered; the application then goes on by itself.',
      },
    },
    'passport-details-outdated': {
      comesTo: ['failed/applicant', 'failed/officer'],
      says: {
        ar: 'جواز السفر المسجل لدى الجوازات غير الجواز المدخل في الطلب: إما أن الجواز جُدّد وإما أن رقمه أُدخل خطأً.',
        en: 'The passport on record is not the one entered: it has been renewed, or its number was mistyped.',
      },
      todo: {
        ar: 'حدّث بيانات جواز السفر في الطلب لتطابق جوازك الحالي.',
        en: 'Update the passport data in the application to your current passport.',
      },
    },
    'passport-details-differ': {
      comesTo: ['failed/applicant', 'failed/officer'],
      says: {
        ar: 'رقم الجواز مطابق للسجل لكن بيانات أخرى تختلف عنه.',
        en: 'The passport number agrees with the record, but other data differs.',
      },
      todo: CORRECT_OR_INSIST,
    },
    'passport-names-not-reported': {
      comesTo: ['pending/wait'],
      says: {
        ar: 'لم يصلنا الاسم المسجل لدى الجوازات بعد.',
        en: 'Passports has not reported the name on record yet.',
      },
      todo: WE_ARE_WAITING,
    },
    'passport-mrz-differs': {
      comesTo: ['failed/officer'],
      says: {
        ar: 'السطران المقروءان آليًا في جواز السفر لا يطابقان البيانات المدخلة.',
        en: "The passport's machine-readable lines do not agree with the data entered.",
      },
      todo: {
        ar: 'سيراجع موظف مختص الاختلاف وقد يطلب منك تصحيح البيانات.',
        en: 'An officer will look at the difference and may ask you to correct your data.',
      },
    },
    'passport-expired': {
      comesTo: ['failed/applicant'],
      says: { ar: 'انتهت صلاحية جواز السفر.', en: 'The passport has expired.' },
      todo: {
        ar: 'جدّد جواز سفرك، ثم حدّث بياناته في الطلب.',
        en: 'Renew your passport, then update its data in the application.',
      },
    },
    'passport-ends-soon': {
      comesTo: ['failed/applicant'],
      says: {
        ar: 'المدة المتبقية من صلاحية جواز السفر أقل من الحد المطلوب.',
        en: 'The passport is valid, but ends sooner than is asked for.',
      },
      todo: {
        ar: 'جدّد جواز سفرك، ثم حدّث بياناته في الطلب.',
        en: 'Renew your passport, then update its data in the application.',
      },
    },
    'passport-not-linked': {
      comesTo: ['failed/applicant'],
      says: {
        ar: 'جواز السفر المرتبط بالحساب ليس هو الجواز الحالي.',
        en: 'The passport linked to the account is not the current one.',
      },
      todo: { ar: 'اربط جواز سفرك الحالي بحسابك.', en: 'Link your current passport to your account.' },
    },
    'details-erased': DETAILS_ERASED,
    erased: ERASED,
  },
  evaluate: (evidence, policy) => {
    const { case: of, resident, today } = evidence;
    const { passport: entered, mrz } = of;
    const { passport: onRecord, linkedPassport } = resident;
    if (entered === undefined) return pending('passport-details-awaited', 'applicant');
    if (entered === 'erased') return failed('details-erased', 'applicant', []);
    if (mrz === 'differs') return failed('passport-mrz-differs', 'officer', []);
    if (onRecord === undefined) {
      return tooShort(entered.expiry, [], today, policy) ?? pending('passport-not-reported', 'wait');
    }
    if (onRecord === 'erased') return unknownSinceErased();
    return compare(entered, onRecord, evidence, policy) ?? linked(onRecord, linkedPassport);
  },
});

type OnRecord = Known<FactContents['passport-updated']>;

function compare(
  entered: PassportDetails,
  { value: onRecord, factIds }: OnRecord,
  evidence: Evidence,
  policy: Policy,
) {
  const fields = passportDifferences(entered, onRecord);
  if (!samePassportNumber(entered.number, onRecord.number)) {
    const isNewer = entered.expiry > onRecord.expiry && !evidence.case.insists;
    return isNewer
      ? { ...pending('passport-record-older', 'wait', factIds), fields }
      : differs('passport-details-outdated', fields, evidence, factIds);
  }
  if (fields.length > 0) return differs('passport-details-differ', fields, evidence, factIds);
  if (!hasNames(onRecord)) return pending('passport-names-not-reported', 'wait', factIds);
  return tooShort(onRecord.expiry, factIds, evidence.today, policy);
}

function linked({ value: onRecord, factIds }: OnRecord, link: ResidentView['linkedPassport']) {
  if (link === undefined) return pending('passport-link-not-reported', 'wait', factIds);
  if (link === 'erased') return unknownSinceErased(factIds);
  const restsOn = [...factIds, ...link.factIds];
  return samePassportNumber(link.value, onRecord.number)
    ? satisfied('passport-current', restsOn)
    : failed('passport-not-linked', 'applicant', restsOn);
}

/** It has expired, or has less left than the policy asks for: counted in months, its last day included. */
function tooShort(expiry: Day, factIds: readonly string[], today: Day, policy: Policy) {
  if (expiry < today) return failed('passport-expired', 'applicant', factIds);
  const least = addMonths(today, valueAt(policy.rules.passportMonthsLeft, today));
  return expiry < least ? failed('passport-ends-soon', 'applicant', factIds) : undefined;
}
