import type { Configuration } from './configuration.js';
import type { ConfigurationProblem } from './configuration-error.js';
import { eventStoreSecurity, mongoSecurity } from './service-urls.js';
import { keysIn, pairs } from './webhook-endpoints.js';

type Property = keyof Configuration;

/** Of 32 random bytes about thirty differ from each other: chance never comes down to this. */
const LEAST_DIFFERENT_BYTES = 16;
/** Characters of a password. */
const SHORTEST_PASSWORD = 12;

/** Secrets that can be guessed, and those that are used for two things. Never tells what they are. */
export function secretProblems(
  configuration: Configuration,
  variableOf: (property: Property) => string,
): readonly ConfigurationProblem[] {
  const keys = [...given(configuration, ['keysSecret', 'subjectSecret']), ...ofWebhooks(configuration)];
  const passwords = [
    ...given(configuration, ['kafkaPassword']),
    ...inUrl('eventStoreUrl', configuration.eventStoreUrl, eventStoreSecurity),
    ...inUrl('mongoUrl', configuration.mongoUrl, mongoSecurity),
  ];
  const weak = [
    ...keys
      .filter(({ secret }) => differentBytes(secret) < LEAST_DIFFERENT_BYTES)
      .map(({ property }) =>
        problem(property, 'a weak secret', 'random bytes, e.g. of: openssl rand -hex 32'),
      ),
    ...passwords
      .filter(({ secret }) => secret.length < SHORTEST_PASSWORD)
      .map(({ property }) => problem(property, 'a weak password', `${SHORTEST_PASSWORD} characters or more`)),
  ];
  const all = [...keys, ...passwords];
  const equal = all.flatMap(({ property, secret }, i) => {
    const same = all.slice(0, i).find((other) => other.secret.toLowerCase() === secret.toLowerCase());
    if (same === undefined) return [];
    return [problem(property, `the secret of ${variableOf(same.property)} too`, 'a secret of its own')];
  });
  return [...weak, ...equal];

  function problem(property: Property, got: string, expected: string): ConfigurationProblem {
    return { variable: variableOf(property), got, expected };
  }
}

interface Given {
  readonly property: Property;
  readonly secret: string;
}

function given(
  configuration: Configuration,
  properties: readonly ('keysSecret' | 'subjectSecret' | 'kafkaPassword')[],
): readonly Given[] {
  return properties.flatMap((property) => {
    const secret = configuration[property];
    return secret === undefined ? [] : [{ property, secret }];
  });
}

function ofWebhooks({ webhooksSecrets }: Configuration): readonly Given[] {
  return pairs(webhooksSecrets)
    .flatMap(([, value]) => keysIn(value))
    .map((key) => ({ property: 'webhooksSecrets', secret: Buffer.from(key).toString('hex') }));
}

function inUrl(
  property: Property,
  url: string | undefined,
  read: (url: string) => { readonly password: string | undefined },
): readonly Given[] {
  const secret = url === undefined ? undefined : read(url).password;
  return secret === undefined ? [] : [{ property, secret }];
}

function differentBytes(hex: string): number {
  return new Set(Buffer.from(hex, 'hex')).size;
}
