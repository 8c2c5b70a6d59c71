import type { ApplicationId, TrackingNumber } from '../kernel/brand.js';
import { parsed, type Parsed, wrong } from './parsed.js';
import { spelledSolid } from './spelling.js';

/*
 * 11 characters of Crockford base 32 (55 bits) and a check character of the same alphabet, in groups of four:
 * `7K3M-9Q2X-HT4D`. Crockford's own check character is modulo 37 and needs `*~$=U`, which cannot be typed or put in
 * an address; Luhn modulo 32 misses the swap of 0 and Z. This one is Damm's scheme over the field of 32 elements: it
 * detects every wrong character and every swap of two neighbours.
 */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const DATA_CHARACTERS = 11;
const CHARACTERS = DATA_CHARACTERS + 1;

export type TrackingNumberProblem = 'wrong-characters' | 'wrong-length' | 'wrong-check-character';

/**
 * A tracking number from the last 55 bits of the given bytes (at least 7): the same bytes give the same number. The
 * last bytes of a UUID are free of its version and variant marks. Throws RangeError for fewer bytes.
 */
export function makeTrackingNumber(bytes: Uint8Array): TrackingNumber {
  if (bytes.length < 7) throw new RangeError('a tracking number is made from at least 7 bytes');
  let rest = bytes.slice(-7).reduce((value, byte) => value * 256n + BigInt(byte), 0n);
  const values: number[] = [];
  while (values.length < DATA_CHARACTERS) {
    values.unshift(Number(rest % 32n));
    rest /= 32n;
  }
  return shown([...values, checkOf(values)]);
}

/** The tracking number of an application, made from its id (a UUID). */
export function trackingNumberOf(applicationId: ApplicationId): TrackingNumber {
  const pairs = applicationId.replaceAll('-', '').match(/../g) ?? [];
  return makeTrackingNumber(Uint8Array.from(pairs, (pair) => parseInt(pair, 16)));
}

/** Reads a tracking number as people type it (`spelled`), also with O for 0, I or L for 1. */
export function parseTrackingNumber(text: string): Parsed<TrackingNumber, TrackingNumberProblem> {
  const typed = spelledSolid(text);
  const values = Array.from(typed.replaceAll('O', '0').replaceAll(/[IL]/g, '1'), (character) =>
    ALPHABET.indexOf(character),
  );
  if (values.includes(-1)) return wrong('wrong-characters');
  if (values.length !== CHARACTERS)
    return wrong('wrong-length', { expected: CHARACTERS, found: values.length });
  return checkOf(values) === 0 ? parsed(shown(values)) : wrong('wrong-check-character');
}

/** 0 for a sequence that ends with its own check value. */
function checkOf(values: readonly number[]): number {
  return values.reduce((check, value) => timesX(check ^ value), 0);
}

/** Multiplication by x in GF(2⁵) with x⁵ + x² + 1. */
function timesX(value: number): number {
  return value & 16 ? (value << 1) ^ 0b100101 : value << 1;
}

function shown(values: readonly number[]): TrackingNumber {
  const text = values.map((value) => ALPHABET.charAt(value)).join('');
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}` as TrackingNumber;
}
