import { parseCitizenNumber } from './citizen.js';
import { parseIqamaNumber } from './iqama.js';
import { parseSponsorNumber } from './sponsor.js';

/** A person with an identity number: a citizen or a resident. What officers and personal sponsors are named by. */
export type NumberedPerson = `citizen:${string}` | `iqama:${string}`;

/** Reads `citizen:1…` or `iqama:2…`; undefined: it is neither, or the number is wrong. */
export function parseNumberedPerson(text: string): NumberedPerson | undefined {
  const [kind, number, ...more] = text.split(':');
  if (number === undefined || more.length > 0) return undefined;
  return kind === 'citizen' || kind === 'iqama' ? personOf(kind, number) : undefined;
}

/** The person who answers for a resident; undefined: an establishment does (7…), or the number is wrong. */
export function personOfSponsor(number: string): NumberedPerson | undefined {
  const sponsor = parseSponsorNumber(number);
  if (!sponsor.ok || sponsor.value.startsWith('7')) return undefined;
  return personOf(sponsor.value.startsWith('1') ? 'citizen' : 'iqama', sponsor.value);
}

function personOf(kind: 'citizen' | 'iqama', text: string): NumberedPerson | undefined {
  const number = kind === 'citizen' ? parseCitizenNumber(text) : parseIqamaNumber(text);
  return number.ok ? `${kind}:${number.value}` : undefined;
}
