import { readPeople, type SandboxPerson } from '#apps/sandbox/identity-provider/people.js';
import {
  type SandboxIdentityProvider,
  startSandboxIdentityProvider,
} from '#apps/sandbox/identity-provider/start.js';
import type { Configuration } from '#platform/configuration/configuration.js';

/**
 * The test people's OpenID provider, as configured.
 * @throws Error in production or beside a host that is not loopback, or when the people cannot be read
 */
export async function startSandbox(
  { sandboxPort, sandboxPeople, audience, staffPersonClaim, exposed }: Configuration,
  people?: readonly SandboxPerson[],
): Promise<SandboxIdentityProvider> {
  if (exposed)
    throw new Error(
      'the sandbox, where anybody signs in as anybody, runs neither in production nor where HAWIYA_HOST is not a loopback address: set HAWIYA_ISSUER',
    );
  const known = people ?? (sandboxPeople === undefined ? undefined : await readPeople(sandboxPeople));
  return startSandboxIdentityProvider({
    port: sandboxPort,
    audience,
    personClaim: staffPersonClaim,
    ...(known !== undefined && { people: known }),
  });
}
