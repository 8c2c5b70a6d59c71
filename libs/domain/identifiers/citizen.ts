import type { Brand } from '#decider/brand.js';
import { type DigitsProblem, hasLuhnCheckDigit, parseDigits } from './digits.js';
import { parsed, type Parsed, wrong } from './parsed.js';

/** A citizen's number: 10 digits, the first is 1 (2 is a resident's), the last a Luhn check digit. */
export type CitizenNumber = Brand<string, 'CitizenNumber'>;

export type CitizenProblem = DigitsProblem | 'wrong-prefix' | 'wrong-check-digit';

/** Reads a citizen's number, whatever script and separators it was typed with. */
export function parseCitizenNumber(text: string): Parsed<CitizenNumber, CitizenProblem> {
  const digits = parseDigits(text, 10);
  if (!digits.ok) return digits;
  if (!digits.value.startsWith('1')) return wrong('wrong-prefix', { expected: '1' });
  if (!hasLuhnCheckDigit(digits.value)) return wrong('wrong-check-digit');
  return parsed(digits.value as CitizenNumber);
}
