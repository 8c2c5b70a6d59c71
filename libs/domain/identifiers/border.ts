import type { Brand } from '#decider/brand.js';
import { type DigitsProblem, parseDigits } from './digits.js';
import { parsed, type Parsed, wrong } from './parsed.js';

/** The number given at the border, by which a person is known until the first iqama: 10 digits, usually starting with 3. */
export type BorderNumber = Brand<string, 'BorderNumber'>;

export type BorderProblem = DigitsProblem | 'wrong-prefix';

/**
 * Reads a border number. Numbers that start with 3 are documented (gulfnews 1.1673446553277); whether others exist is
 * not known, nor a check digit: so only what is known to be another kind of number is turned away (0: none; 1:
 * citizen; 2: resident; 7: establishment).
 */
export function parseBorderNumber(text: string): Parsed<BorderNumber, BorderProblem> {
  const digits = parseDigits(text, 10);
  if (!digits.ok) return digits;
  if (!/^[345689]/.test(digits.value)) return wrong('wrong-prefix', { expected: '3' });
  return parsed(digits.value as BorderNumber);
}
