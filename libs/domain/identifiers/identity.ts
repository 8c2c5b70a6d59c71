import { type BorderNumber, type BorderProblem, parseBorderNumber } from './border.js';
import { type IqamaNumber, type IqamaProblem, parseIqamaNumber } from './iqama.js';
import { parsed, type Parsed, wrong } from './parsed.js';
import { spelledLower } from './spelling.js';
import type { Applicant } from '../application/case-terms.js';

/** Whom a fact or a token is about. */
export type Identity =
  | { readonly kind: 'iqama'; readonly number: IqamaNumber }
  | { readonly kind: 'border'; readonly number: BorderNumber };

export type IdentityProblem = IqamaProblem | BorderProblem | 'unknown-kind';

/** The form used as CloudEvents subject and in tokens, and hashed into a `Subject`: `iqama:2…` or `border:3…`. */
export function identityText({ kind, number }: Identity): `iqama:${string}` | `border:${string}` {
  return `${kind}:${number}`;
}

/** Reads `iqama:2…` or `border:3…`. */
export function parseIdentity(text: string): Parsed<Identity, IdentityProblem> {
  const [kind, number, ...more] = spelledLower(text).split(':');
  if (number === undefined || more.length > 0) return wrong('unknown-kind', { expected: 'iqama, border' });
  if (kind === 'iqama') return identityOf({ kind: 'renewal', iqamaNumber: number });
  if (kind === 'border') return identityOf({ kind: 'first-issue', borderNumber: number });
  return wrong('unknown-kind', { expected: 'iqama, border' });
}

/** Who applies: a renewal is asked for under the iqama number, a first issue under the border number. */
export function identityOf(applicant: Applicant): Parsed<Identity, IqamaProblem | BorderProblem> {
  if (applicant.kind === 'renewal') {
    const number = parseIqamaNumber(applicant.iqamaNumber);
    return number.ok ? parsed({ kind: 'iqama', number: number.value }) : number;
  }
  const number = parseBorderNumber(applicant.borderNumber);
  return number.ok ? parsed({ kind: 'border', number: number.value }) : number;
}
