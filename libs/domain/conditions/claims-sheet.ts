import type { ResidentView } from '../resident/view.js';
import type { CaseView } from './case-view.js';
import { passportDifferences } from './claims.js';
import { CLAIM_FIELDS, type ClaimField } from './outcome.js';
import type { Told } from '../resident/told.js';

/** One claim beside what the register has. Null: not entered; not told. */
export interface ClaimRow {
  readonly field: ClaimField;
  readonly claimed: string | null;
  readonly registered: string | null;
  readonly differs: boolean;
}

/** Every claim of a case beside the register's word, for an officer. `erased`: it cannot be told any more. */
export function claimsSheet(of: CaseView, resident: ResidentView): readonly ClaimRow[] {
  const entered = of.passport === 'erased' ? undefined : of.passport;
  const { passport, employment, sponsor, category } = resident;
  const record = passport === 'erased' ? undefined : passport?.value;
  const differing = new Set(
    entered !== undefined && record !== undefined ? passportDifferences(entered, record) : [],
  );
  return CLAIM_FIELDS.map((field) => {
    const claimed =
      (of.passport === 'erased' && isPassports(field) ? 'erased' : claimedIn(of, field)) ?? null;
    const registered = registeredFor(field) ?? null;
    const differs = isPassports(field)
      ? differing.has(field)
      : isText(claimed) && isText(registered) && claimed !== registered;
    return { field, claimed, registered, differs };
  });

  function registeredFor(field: ClaimField): string | null | undefined {
    if (field === 'category') return valueIn(category);
    if (field === 'sponsorNumber') return valueIn(sponsor);
    if (field === 'occupation') {
      if (employment === 'erased') return employment;
      return employment?.value.state === 'registered' ? employment.value.occupation : undefined;
    }
    return passport === 'erased' ? passport : record?.[field];
  }
}

type PassportField = Exclude<ClaimField, 'category' | 'occupation' | 'sponsorNumber'>;

function isPassports(field: ClaimField): field is PassportField {
  return field !== 'category' && field !== 'occupation' && field !== 'sponsorNumber';
}

function claimedIn(of: CaseView, field: ClaimField): string | undefined {
  return isPassports(field) ? (of.passport === 'erased' ? undefined : of.passport?.[field]) : of[field];
}

function valueIn(told: Told<string | null> | undefined): string | null | undefined {
  return told === 'erased' ? told : told?.value;
}

const isText = (value: string | null): value is string => value !== null && value !== 'erased';
