import { parsed, type Parsed, wrong } from './parsed.js';
import { spelledSolid } from './spelling.js';

export type DigitsProblem = 'wrong-characters' | 'wrong-length';

/** Reads a number of exactly so many digits, whatever script and separators it was typed with. */
export function parseDigits(text: string, length: number): Parsed<string, DigitsProblem> {
  const digits = spelledSolid(text);
  if (!/^\d*$/.test(digits)) return wrong('wrong-characters');
  return digits.length === length
    ? parsed(digits)
    : wrong('wrong-length', { expected: length, found: digits.length });
}

/** Whether the last digit is the Luhn check digit (ISO/IEC 7812-1) of those before it. */
export function hasLuhnCheckDigit(digits: string): boolean {
  const sum = Array.from(digits, Number)
    .toReversed()
    .reduce((sum, digit, place) => sum + (place % 2 === 0 ? digit : digitSum(digit * 2)), 0);
  return sum % 10 === 0;
}

function digitSum(doubled: number): number {
  return doubled > 9 ? doubled - 9 : doubled;
}
