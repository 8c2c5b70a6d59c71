import { parseIdentity } from '#domain/identifiers/identity.js';
import type { SandboxPerson } from './people.js';

/**
 * The people who are known by a name, and anybody else by their number: `iqama:2…` or `border:3…`, spelled as the
 * register does, is an applicant of that number. So case files can be played any number of times, each time by people
 * nobody has met.
 */
export class AnyPerson extends Map<string, SandboxPerson> {
  override get(id: string): SandboxPerson | undefined {
    return super.get(id) ?? stranger(id);
  }

  override has(id: string): boolean {
    return this.get(id) !== undefined;
  }
}

function stranger(id: string): SandboxPerson | undefined {
  const identity = parseIdentity(id);
  if (!identity.ok || `${identity.value.kind}:${identity.value.number}` !== id) return undefined;
  return { id, name: { ar: 'مقيم', en: 'A resident' }, roles: ['applicant'], identity: id };
}
