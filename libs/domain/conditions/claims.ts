import { namesDiffering } from '../identifiers/names.js';
import { sameNationality } from '../identifiers/nationality.js';
import type { RestsOn } from '../kernel/rests-on.js';
import type { FactContents } from '../resident/facts.js';
import type { Evidence, Finding, ReasonMeaning, ConditionText } from './condition.js';
import { failed, type FindingOf, pending, unknownSinceErased, WE_ARE_WAITING } from './finding.js';
import type { PassportDetails, ResidentCategory } from '../application/case-terms.js';
import type { Told } from '../resident/told.js';
import { CLAIM_FIELDS, type ClaimField } from './outcome.js';

/*
 * What the applicant enters is a claim, held against the registers field by field (ADR 0048). A claim that differs is
 * the applicant's to correct; whoever insists that it is right is seen by an officer. Which fields differ is told, what
 * the register has is not.
 */

/** A claim that differs from the register in those fields. */
export function differs<const R extends string>(
  reason: R,
  fields: readonly ClaimField[],
  { case: { insists } }: Pick<Evidence, 'case'>,
  grounds: RestsOn | readonly string[],
): FindingOf<R> {
  return { ...failed(reason, insists ? 'officer' : 'applicant', grounds), fields };
}

/** Fields in which the passport entered is not the one on record; what the record is silent about does not differ. */
export function passportDifferences(
  entered: PassportDetails,
  onRecord: FactContents['passport-updated'],
): readonly ClaimField[] {
  const { surname = '', givenNames = '' } = onRecord;
  const differing = new Set<ClaimField>([
    ...(hasNames(onRecord) ? namesDiffering(entered, { surname, givenNames }) : []),
    ...(samePassportNumber(entered.number, onRecord.number) ? [] : (['number'] as const)),
    ...(sameNationality(entered.nationality, onRecord.nationality) ? [] : (['nationality'] as const)),
    ...(['birthDate', 'sex', 'expiry'] as const).filter(
      (field) => onRecord[field] !== undefined && onRecord[field] !== entered[field],
    ),
  ]);
  return CLAIM_FIELDS.filter((field) => differing.has(field));
}

/** A person may have one name only; with neither, the register has not said who it is. */
export function hasNames({ surname, givenNames }: FactContents['passport-updated']): boolean {
  return surname !== undefined || givenNames !== undefined;
}

/** People type letters as they like. */
export function samePassportNumber(one: string, other: string): boolean {
  return one.toUpperCase() === other.toUpperCase();
}

/** What is found as long as passports has not told the category: nobody else can, and the applicant's word does not count. */
export function withoutCategory(
  category: Told<ResidentCategory> | undefined,
): (FindingOf<'category-not-reported' | 'erased'> & Pick<Finding, 'owner'>) | undefined {
  if (category === undefined) return { ...pending('category-not-reported', 'wait'), owner: 'passports' };
  return category === 'erased' ? { ...unknownSinceErased(), owner: 'passports' } : undefined;
}

/** What a condition says while the category is not known. */
export const CATEGORY_NOT_REPORTED = {
  comesTo: ['pending/wait'],
  owner: 'passports',
  says: {
    ar: 'لم تصلنا فئة الإقامة من الجوازات بعد، وعليها تتوقف الرسوم والشروط.',
    en: 'Passports has not reported the category of the residency yet; fees and conditions depend on it.',
  },
  todo: WE_ARE_WAITING,
} as const satisfies ReasonMeaning;

/** What to do about a claim that differs. */
export const CORRECT_OR_INSIST: ConditionText = {
  ar: 'صحّح الحقول المذكورة في بيانات الطلب. وإن كانت صحيحة كما أدخلتها فأكّد ذلك عند إرسالها مرة أخرى، وسيراجعها موظف مختص.',
  en: 'Correct the fields named in the application. If they are right as entered, say so when you enter them again; an officer will look at them.',
};
