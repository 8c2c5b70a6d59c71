import { refuseWhereExposed } from '#apps/composition/sandbox-refusal.js';
import { type RunningService, type ServiceOptions, startService } from '#apps/composition/service.js';
import { EVERY_STAGE } from '#apps/composition/stages.js';
import type { SandboxPerson } from '#apps/sandbox/identity-provider/people.js';
import type { Configuration } from '#configuration/configuration.js';

/** The whole service in this process. */
export interface Standalone extends RunningService {
  /** Address of the sandbox's OpenID provider; undefined when another issuer is configured. */
  readonly issuer: string | undefined;
}

export interface StandaloneOptions extends Pick<ServiceOptions, 'logger'> {
  /** Who can sign in at the sandbox; default: its own test people. */
  readonly people?: readonly SandboxPerson[];
}

/**
 * Starts every stage, and somebody to sign in at unless an issuer is configured.
 * @throws Error when the folder is in use or cannot be used, or a port is taken: nothing is left running
 */
export async function startStandalone(
  configuration: Configuration,
  { people, ...options }: StandaloneOptions = {},
): Promise<Standalone> {
  const sandbox = configuration.issuer === undefined ? await sandboxFor(configuration, people) : undefined;
  const closeSandbox = () => sandbox?.close() ?? Promise.resolve();
  try {
    const issuer = sandbox === undefined ? {} : { issuer: sandbox.issuer };
    const service = await startService(configuration, EVERY_STAGE, { ...options, ...issuer });
    return {
      ...service,
      issuer: sandbox?.issuer,
      close: () => service.close().then(closeSandbox),
    };
  } catch (error) {
    await closeSandbox();
    throw error;
  }
}

/** Loaded only where it runs: the image of production has none. */
async function sandboxFor(configuration: Configuration, people: readonly SandboxPerson[] | undefined) {
  refuseWhereExposed(configuration.exposed);
  const { startSandbox } = await import('#apps/composition/sandbox.js');
  return startSandbox(configuration, people);
}
