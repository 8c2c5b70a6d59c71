/*
 * What people type is rarely what is printed: digits of the keyboard at hand, a direction mark that came along with a
 * pasted text, a dash the telephone put in. This is the one place that says which of it means nothing.
 */

/** Characters nobody sees: format characters (direction marks, joiners, soft hyphen), tatweel, emoji presentation. */
const INVISIBLE = /\p{Cf}|\u0640|\uFE0F/gu;

/** White space of every kind, line breaks too. */
const SPACES = /[\s\p{Zs}]/gu;

/** Dashes and hyphens of every kind, and the minus sign. */
const DASHES = /[\p{Pd}\u2212]/gu;

/** Plain spellings, which are by far the most, are recognised at one look. */
const PLAIN = /^[0-9A-Z:<./+-]*$/;

/**
 * A number, code or date that a person entered, in its one spelling: ASCII digits for Arabic-Indic (٠–٩), Extended
 * Arabic-Indic (۰–۹) and full-width ones, no spaces and nothing invisible, `-` for any dash, upper case. What it does
 * not know it leaves, for the reader of the number to refuse. Idempotent; only ASCII letters change their case, so
 * that no other letter passes for one.
 */
export function spelled(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replaceAll(/[\uFF01-\uFF5E]/g, (wide) => shifted(wide, 0xff01, 0x21))
    .replaceAll(/[\u0660-\u0669]/g, (digit) => shifted(digit, 0x0660, 0x30))
    .replaceAll(/[\u06F0-\u06F9]/g, (digit) => shifted(digit, 0x06f0, 0x30))
    .replaceAll(INVISIBLE, '')
    .replaceAll(SPACES, '')
    .replaceAll(DASHES, '-')
    .replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** As `spelled`, of numbers and codes in which a dash is only a separator: without any. */
export function spelledSolid(text: string): string {
  return spelled(text).replaceAll('-', '');
}

/** As `spelled`, of names for programs (UUIDs, hashes), whose one spelling is in lower case. */
export function spelledLower(text: string): string {
  return spelled(text).toLowerCase();
}

function shifted(character: string, from: number, to: number): string {
  return String.fromCharCode(character.charCodeAt(0) - from + to);
}
