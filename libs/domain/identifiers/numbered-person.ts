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

/** An establishment that answers for residents, by its unified number. */
export type NumberedEstablishment = `establishment:${string}`;

/** Reads an establishment's unified number (7…), however it was typed; undefined: it is none. */
export function parseEstablishment(text: string): NumberedEstablishment | undefined {
  const number = parseSponsorNumber(text);
  return number.ok && number.value.startsWith('7') ? `establishment:${number.value}` : undefined;
}

/** Who answers for a resident, a person or an establishment; undefined: the number is wrong. */
export function sponsorNamed(number: string): NumberedPerson | NumberedEstablishment | undefined {
  return parseEstablishment(number) ?? personOfSponsor(number);
}

/** The person who answers for a resident; undefined: an establishment does (7…), or the number is wrong. */
function personOfSponsor(number: string): NumberedPerson | undefined {
  const sponsor = parseSponsorNumber(number);
  if (!sponsor.ok || sponsor.value.startsWith('7')) return undefined;
  return personOf(sponsor.value.startsWith('1') ? 'citizen' : 'iqama', sponsor.value);
}

function personOf(kind: 'citizen' | 'iqama', text: string): NumberedPerson | undefined {
  const number = kind === 'citizen' ? parseCitizenNumber(text) : parseIqamaNumber(text);
  return number.ok ? `${kind}:${number.value}` : undefined;
}
