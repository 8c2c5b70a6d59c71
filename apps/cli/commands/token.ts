import { Command } from 'commander';
import { EXIT_CODES, ExpectedFailure } from '../failure.js';
import { DEFAULT_ISSUER, address } from './addresses.js';
import { mustAnswer } from '../reachable.js';
import { messageOf } from '#runtime/message-of.js';

interface TokenOptions {
  readonly issuer: string;
  readonly service: boolean;
}

/** `hawiya token NAME`: an access token of the sandbox on standard output, for curl. */
export function tokenCommand(): Command {
  return new Command('token')
    .description("print an access token of one of the sandbox's people, or of an internal service")
    .argument('<name>', 'login name of a person, e.g. rahul-nair, or of a service, e.g. passports')
    .option('--service', 'the name is that of an internal service', false)
    .option('--issuer <url>', 'the sandbox', address, DEFAULT_ISSUER)
    .action(async (name: string, { issuer, service }: TokenOptions) => {
      await mustAnswer({ issuer });
      const { sandboxSecret } = await import('#apps/sandbox/identity-provider/people.js');
      const { serviceToken, signIn } = await import('#apps/sandbox/identity-provider/sign-in.js');
      const signedIn = service ? serviceToken(issuer, name, sandboxSecret(name)) : signIn(issuer, name);
      console.log(
        await signedIn.catch((error: unknown) => {
          throw new ExpectedFailure(messageOf(error), EXIT_CODES.refused);
        }),
      );
    });
}
