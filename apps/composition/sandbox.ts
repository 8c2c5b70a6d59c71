import { readPeople, type SandboxPerson } from '#apps/sandbox/identity-provider/people.js';
import {
  type SandboxIdentityProvider,
  startSandboxIdentityProvider,
} from '#apps/sandbox/identity-provider/start.js';
import type { Configuration } from '#platform/configuration/configuration.js';

/** The test people's OpenID provider, as configured. @throws Error in production, or when the people cannot be read */
export async function startSandbox(
  { sandboxPort, sandboxPeople, audience }: Configuration,
  people?: readonly SandboxPerson[],
): Promise<SandboxIdentityProvider> {
  const known = people ?? (sandboxPeople === undefined ? undefined : await readPeople(sandboxPeople));
  return startSandboxIdentityProvider({
    port: sandboxPort,
    audience,
    ...(known !== undefined && { people: known }),
  });
}
