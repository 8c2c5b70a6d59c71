import {
  condition,
  DETAILS_ERASED,
  ERASED,
  failed,
  notApplicable,
  NOTHING_TO_DO,
  pending,
  satisfied,
  unknownSinceErased,
  WE_ARE_WAITING,
} from './finding.js';
import { CATEGORY_NOT_REPORTED, differs, withoutCategory } from './claims.js';
import { knownOf } from '../resident/resident.js';

/**
 * Condition 8. Employees, domestic workers and dependants have a sponsor, whose number the applicant enters and labour
 * has on record; a premium resident, by passports' record, has none.
 */
export const sponsorKnown = condition({
  id: 'sponsor-known',
  owner: 'labour',
  version: '1.2.0',
  title: { ar: 'رقم هوية صاحب العمل أو المستقدِم', en: "The sponsor's identity number" },
  looksAt:
    "The sponsor's number as entered, the sponsor on record with labour, and the category on record with passports.",
  reasons: {
    'sponsor-known': {
      comesTo: ['satisfied'],
      says: {
        ar: 'رقم صاحب العمل أو المستقدِم مطابق للسجل.',
        en: "The sponsor's number agrees with the record.",
      },
      todo: NOTHING_TO_DO,
    },
    'sponsor-not-needed': {
      comesTo: ['not-applicable'],
      says: {
        ar: 'حامل الإقامة المميزة لا يحتاج إلى صاحب عمل أو مستقدِم.',
        en: 'A premium resident needs no sponsor.',
      },
      todo: NOTHING_TO_DO,
    },
    'sponsor-number-awaited': {
      comesTo: ['pending/applicant', 'failed/applicant'],
      says: { ar: 'لم يُدخل رقم صاحب العمل أو المستقدِم.', en: "The sponsor's number has not been entered." },
      todo: {
        ar: 'أدخل رقم صاحب العمل أو المستقدِم في بيانات الطلب.',
        en: "Enter the sponsor's number in the application.",
      },
    },
    'sponsor-not-reported': {
      comesTo: ['pending/wait'],
      says: {
        ar: 'لم يصلنا سجل صاحب العمل أو المستقدِم بعد.',
        en: 'The sponsor on record has not been reported yet.',
      },
      todo: WE_ARE_WAITING,
    },
    'sponsor-none-on-record': {
      comesTo: ['failed/applicant'],
      says: {
        ar: 'لا يوجد في السجل صاحب عمل أو مستقدِم لمقدم الطلب.',
        en: 'The applicant is on record as having no sponsor.',
      },
      todo: {
        ar: 'أكمل إجراءات نقل الخدمات؛ وسيُستأنف الطلب تلقائيًا بعد ذلك.',
        en: 'Complete the transfer of sponsorship; the application then goes on by itself.',
      },
    },
    'sponsor-differs': {
      comesTo: ['failed/applicant', 'failed/officer'],
      says: {
        ar: 'رقم صاحب العمل أو المستقدِم المدخل يختلف عن السجل.',
        en: "The sponsor's number entered differs from the one on record.",
      },
      todo: {
        ar: 'صحّح الرقم في بيانات الطلب، أو أكمل إجراءات نقل الخدمات.',
        en: 'Correct the number in the application, or complete the transfer of sponsorship.',
      },
    },
    'category-not-reported': CATEGORY_NOT_REPORTED,
    'details-erased': DETAILS_ERASED,
    erased: ERASED,
  },
  evaluate: (evidence) => {
    const { sponsorNumber, passport } = evidence.case;
    const { category, sponsor } = evidence.resident;
    const unknown = withoutCategory(category);
    if (unknown !== undefined) return unknown;
    if (knownOf(category)?.value === 'premium') return notApplicable('sponsor-not-needed');
    if (passport === 'erased') return failed('details-erased', 'applicant', []);
    if (sponsorNumber === undefined) {
      // Before the details are there it is merely open; after that it keeps the case from going on.
      return passport === undefined
        ? pending('sponsor-number-awaited', 'applicant')
        : failed('sponsor-number-awaited', 'applicant', []);
    }
    if (sponsor === undefined) return pending('sponsor-not-reported', 'wait');
    if (sponsor === 'erased') return unknownSinceErased();
    if (sponsor.value === null) return failed('sponsor-none-on-record', 'applicant', sponsor.factIds);
    return sponsor.value === sponsorNumber
      ? satisfied('sponsor-known', sponsor.factIds)
      : differs('sponsor-differs', ['sponsorNumber'], evidence, sponsor);
  },
});
