import type { Role } from '#sign-in/principal.js';
import { both } from './page.js';
import type { SandboxPerson } from './people.js';

const ROLES: { readonly [role in Role]: string } = {
  applicant: 'مقدّم الطلب',
  service: 'جهة داخلية',
  officer: 'موظف',
  analyst: 'محلّل بيانات',
  operator: 'مشغّل النظام',
};

/** A person in both languages: the name, then what they are and under which number. */
export function personCard({ name, roles, identity, person }: SandboxPerson): string {
  const number = (identity ?? person)?.split(':')[1];
  const en = [roles.join(', '), ...(number === undefined ? [] : [number])].join(' · ');
  const ar = roles.map((role) => ROLES[role]).join('، ');
  return `${both(name.en, name.ar)}<small>${both(en, ar)}</small>`;
}
