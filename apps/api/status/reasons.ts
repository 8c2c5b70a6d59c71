import { reasonText } from '#domain/application/review-reasons.js';
import { REMEDY_TEXTS } from '#domain/conditions/texts.js';
import type { Language } from '#runtime/problems/language.js';
import type { ApplicationStatus } from '#read-models/application-status/document.js';
import { conditionIn } from './board.js';

/** What the applicant has to do, with its texts. */
export function requiredIn(language: Language, required: ApplicationStatus['required']) {
  if (required === null) return null;
  const { conditions, information } = required;
  return {
    ...required,
    conditions: conditions.map((one) => ({ ...one, ...conditionIn(language, one) })),
    informationText: information === null ? null : textOf(information, language),
  };
}

/** How a case ended, with the meaning of its reason. */
export function outcomeIn(language: Language, outcome: ApplicationStatus['outcome']) {
  if (outcome?.kind === 'withdrawn') {
    return { ...outcome, reasonText: outcome.reason === null ? null : textOf(outcome.reason, language) };
  }
  if (outcome?.kind !== 'rejected') return outcome;
  return {
    ...outcome,
    reasonText: textOf(outcome.reason, language),
    remedyText: REMEDY_TEXTS[outcome.remedy][language],
  };
}

const textOf = (reason: string, language: Language) => reasonText(reason)[language];
