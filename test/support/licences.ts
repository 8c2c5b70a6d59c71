/** A package of package-lock.json, as far as its licence goes. */
export interface LockedPackage {
  readonly license?: string;
  /** Only for building and testing: not in the image. */
  readonly dev?: boolean;
}

/** What may be linked into the service, by SPDX id: permissive licences that ask for no more than to be named. */
const ALLOWED: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
]);
/** Data of a tool (browsers' versions of Babel's): named where it is used, never shipped. */
const ALLOWED_IN_TOOLS: ReadonlySet<string> = new Set(['CC-BY-4.0']);

/** The packages whose licence is missing or not among those we take, each with what it says. */
export function refusedLicences(packages: Readonly<Record<string, LockedPackage>>): readonly string[] {
  return Object.entries(packages)
    .filter(([path]) => path !== '') // ourselves
    .filter(([, { license, dev = false }]) => license === undefined || !allows(license, dev))
    .map(([path, { license = 'no licence' }]) => `${path.replace(/^.*node_modules\//, '')}: ${license}`);
}

/** SPDX expressions as they occur: ids joined by AND or by OR, in brackets or not. What is anything else is refused. */
function allows(expression: string, dev: boolean): boolean {
  const taken = (id: string) => ALLOWED.has(id) || (dev && ALLOWED_IN_TOOLS.has(id));
  const bare = expression.replace(/^\(([^()]*)\)$/, '$1');
  const alternatives = bare.split(' OR ');
  const mixed = alternatives.length > 1 && bare.includes(' AND ');
  return !mixed && alternatives.some((one) => one.split(' AND ').every(taken));
}
