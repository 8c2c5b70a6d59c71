import { readFile } from 'node:fs/promises';
import { ROLES, type Role } from '#sign-in/principal.js';

/** Somebody who can sign in to the sandbox. */
export interface SandboxPerson {
  /** What `login_hint` names and the token's `sub` carries. */
  readonly id: string;
  readonly name: { readonly ar: string; readonly en: string };
  readonly roles: readonly Role[];
  /** Applicants: `iqama:2…` or `border:3…`. */
  readonly identity?: string;
  /** Staff: the person they are, `citizen:1…` or `iqama:2…`. */
  readonly person?: string;
  /** Staff: unified numbers (7…) of the establishments they own or represent. */
  readonly establishments?: readonly string[];
}

/** A program that signs in with a secret of its own (client credentials). */
export interface SandboxClient {
  readonly id: string;
  readonly secret: string;
  readonly roles: readonly Role[];
}

/** A few residents and the staff, all invented; the iqama numbers have right check digits. */
export const SANDBOX_PEOPLE: readonly SandboxPerson[] = [
  {
    id: 'amina',
    name: { ar: 'أمينة حسن', en: 'Amina Hassan' },
    roles: ['applicant'],
    identity: 'iqama:2456789011',
  },
  {
    id: 'rahul',
    name: { ar: 'راهول نير', en: 'Rahul Nair' },
    roles: ['applicant'],
    identity: 'iqama:2102030406',
  },
  {
    id: 'maria',
    name: { ar: 'ماريا سانتوس', en: 'Maria Santos' },
    roles: ['applicant'],
    identity: 'border:3001234567',
  },
  {
    id: 'officer-noura',
    name: { ar: 'نورة، موظفة الجوازات', en: 'Noura, officer' },
    roles: ['officer'],
    person: 'citizen:1045678909',
  },
  {
    id: 'officer-fahad',
    name: { ar: 'فهد، موظف الجوازات', en: 'Fahad, officer' },
    roles: ['officer'],
    person: 'citizen:1098765439',
  },
  {
    id: 'analyst-sara',
    name: { ar: 'سارة، محللة بيانات', en: 'Sara, analyst' },
    roles: ['analyst'],
    person: 'citizen:1075319028',
  },
  {
    id: 'operator-omar',
    name: { ar: 'عمر، مشغل النظام', en: 'Omar, operator' },
    roles: ['operator'],
    person: 'citizen:1012349872',
  },
  {
    id: 'operator-huda',
    name: { ar: 'هدى، مشغلة النظام', en: 'Huda, operator' },
    roles: ['operator'],
    person: 'citizen:1033445568',
  },
];

/** The secrets of the sandbox's services are no secrets: it listens on loopback only. */
export const sandboxSecret = (client: string): string => `sandbox-secret-of-${client}`;

/** The internal services. */
export const SANDBOX_CLIENTS: readonly SandboxClient[] = [
  'passports',
  'traffic',
  'medical-centres',
  'labour',
  'accounts',
  'directives-desk',
  'insurance',
  'sadad',
].map((id) => ({ id, secret: sandboxSecret(id), roles: ['service'] }));

/** People from a JSON file: an array of `SandboxPerson`. @throws Error naming the first entry that is not one. */
export async function readPeople(file: string): Promise<readonly SandboxPerson[]> {
  const parsed: unknown = JSON.parse(await readFile(file, 'utf8'));
  if (!Array.isArray(parsed)) throw new Error(`${file}: expected an array of people`);
  return parsed.map((entry: unknown, index) => {
    if (!isPerson(entry))
      throw new Error(`${file}: entry ${index} is not a person with id, name, roles, and identity or person`);
    return entry;
  });
}

function isPerson(value: unknown): value is SandboxPerson {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, roles, identity, person, establishments } = value as Partial<
    Record<keyof SandboxPerson, unknown>
  >;
  return (
    typeof id === 'string' &&
    /^[\w-]{1,64}$/.test(id) &&
    typeof name === 'object' &&
    name !== null &&
    'ar' in name &&
    'en' in name &&
    Array.isArray(roles) &&
    roles.every((role) => ROLES.some((known) => known === role)) &&
    (identity === undefined ||
      (typeof identity === 'string' && /^(?:iqama|border):\d{10}$/.test(identity))) &&
    (person === undefined || (typeof person === 'string' && /^(?:citizen|iqama):\d{10}$/.test(person))) &&
    (establishments === undefined ||
      (Array.isArray(establishments) && establishments.every((number) => /^7\d{9}$/.test(String(number)))))
  );
}
