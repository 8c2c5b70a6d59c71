import { readPeople, type SandboxPerson } from '#apps/sandbox/identity-provider/people.js';
import {
  type SandboxIdentityProvider,
  startSandboxIdentityProvider,
} from '#apps/sandbox/identity-provider/start.js';
import type { Configuration } from '#configuration/configuration.js';
import { refuseWhereExposed } from './sandbox-refusal.js';

/**
 * The test people's OpenID provider, as configured.
 * @throws Error in production or beside a host that is not loopback, or when the people cannot be read
 */
export async function startSandbox(
  {
    sandboxPort,
    sandboxPeople,
    audience,
    staffPersonClaim,
    staffEstablishmentsClaim,
    exposed,
  }: Configuration,
  people?: readonly SandboxPerson[],
): Promise<SandboxIdentityProvider> {
  refuseWhereExposed(exposed);
  const known = people ?? (sandboxPeople === undefined ? undefined : await readPeople(sandboxPeople));
  return startSandboxIdentityProvider({
    port: sandboxPort,
    audience,
    personClaim: staffPersonClaim,
    establishmentsClaim: staffEstablishmentsClaim,
    ...(known !== undefined && { people: known }),
  });
}
