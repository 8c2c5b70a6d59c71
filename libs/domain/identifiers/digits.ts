import { parsed, type Parsed, wrong } from './parsed.js';

export type DigitsProblem = 'wrong-characters' | 'wrong-length';

/** Spaces, hyphens of all kinds, and the invisible direction marks that come along when Arabic text is pasted. */
const SEPARATORS = /[\s\u00AD\u061C\u200B-\u200F\u2010-\u2015\u202A-\u202E\u2066-\u2069\u2212\uFEFF-]/gu;

/** Arabic-Indic (٠–٩) and Extended Arabic-Indic (۰–۹, as in Persian and Urdu) digits, which people type as they read. */
export function toAsciiDigits(text: string): string {
  return text
    .replaceAll(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replaceAll(/[\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0));
}

/** Reads a number of exactly so many digits, whatever script and separators it was typed with. */
export function parseDigits(text: string, length: number): Parsed<string, DigitsProblem> {
  const digits = toAsciiDigits(text).replaceAll(SEPARATORS, '');
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
