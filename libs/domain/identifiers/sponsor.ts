import type { Brand } from '#decider/brand.js';
import { type DigitsProblem, hasLuhnCheckDigit, parseDigits } from './digits.js';
import { parsed, type Parsed, wrong } from './parsed.js';

/** Who answers for the resident: an establishment's unified number (7…), or a person's identity number (1… or 2…). */
export type SponsorNumber = Brand<string, 'SponsorNumber'>;

export type SponsorProblem = DigitsProblem | 'wrong-prefix' | 'wrong-check-digit';

/** Reads a sponsor's number. Identity numbers carry a Luhn check digit; for unified numbers no check rule is known. */
export function parseSponsorNumber(text: string): Parsed<SponsorNumber, SponsorProblem> {
  const digits = parseDigits(text, 10);
  if (!digits.ok) return digits;
  if (!/^[127]/.test(digits.value)) return wrong('wrong-prefix', { expected: '1, 2, 7' });
  if (!digits.value.startsWith('7') && !hasLuhnCheckDigit(digits.value)) return wrong('wrong-check-digit');
  return parsed(digits.value as SponsorNumber);
}
