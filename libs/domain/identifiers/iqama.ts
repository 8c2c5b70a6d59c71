import type { Brand } from '#decider/brand.js';
import { type DigitsProblem, hasLuhnCheckDigit, parseDigits } from './digits.js';
import { parsed, type Parsed, wrong } from './parsed.js';

/** A resident's number: 10 digits, the first is 2 (1 is a citizen's), the last a Luhn check digit. */
export type IqamaNumber = Brand<string, 'IqamaNumber'>;

export type IqamaProblem = DigitsProblem | 'wrong-prefix' | 'wrong-check-digit';

/** Reads an iqama number as people type it: Arabic digits, spaces and hyphens are fine. */
export function parseIqamaNumber(text: string): Parsed<IqamaNumber, IqamaProblem> {
  const digits = parseDigits(text, 10);
  if (!digits.ok) return digits;
  if (!digits.value.startsWith('2')) return wrong('wrong-prefix', { expected: '2' });
  if (!hasLuhnCheckDigit(digits.value)) return wrong('wrong-check-digit');
  return parsed(digits.value as IqamaNumber);
}
