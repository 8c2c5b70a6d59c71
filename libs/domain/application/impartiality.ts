import type { Subject } from '#decider/brand.js';
import { refuse, type Refusal } from '#decider/decider.js';
import type { StartedApplication } from './application.js';
import type { ApplicationRefusalCode } from './refusals.js';

/** Whom a case concerns, by pseudonym. */
export interface Concerned {
  /** Everything the person it is about is known as. */
  readonly subjects: readonly Subject[];
  /** Persons and establishments who answer for them: named in the application, or on record. */
  readonly sponsors: readonly Subject[];
}

/** The officer as a person, and whom the case concerns. */
export interface Impartiality {
  readonly person: Subject;
  /** Establishments the officer owns or represents. */
  readonly establishments: readonly Subject[];
  readonly concerned: Concerned;
}

/**
 * Nobody acts as an officer in a case about themselves or about a person they sponsor, in their own name or by an
 * establishment they own or represent. Undefined: no objection.
 */
export function partial(
  { subject }: StartedApplication,
  { person, establishments, concerned }: Impartiality,
): Refusal<ApplicationRefusalCode> | undefined {
  if (person === subject || concerned.subjects.includes(person)) return refuse('own-case');
  const sponsors = [person, ...establishments].some((one) => concerned.sponsors.includes(one));
  return sponsors ? refuse('sponsors-applicant') : undefined;
}
