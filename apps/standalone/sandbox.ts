import type { SandboxPerson } from '#apps/sandbox/identity-provider/people.js';
import { startSandboxIdentityProvider } from '#apps/sandbox/identity-provider/start.js';
import type { Configuration } from '#platform/configuration/configuration.js';

/** The test people's OpenID provider, unless another issuer is configured. @throws Error in production */
export async function startSandbox(
  { issuer, sandboxPort, audience }: Configuration,
  people: readonly SandboxPerson[] | undefined,
) {
  if (issuer !== undefined) return undefined;
  return startSandboxIdentityProvider({
    port: sandboxPort,
    audience,
    ...(people !== undefined && { people }),
  });
}
