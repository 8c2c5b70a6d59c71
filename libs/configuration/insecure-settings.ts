import type { Configuration } from './configuration.js';
import type { ConfigurationProblem } from './configuration-error.js';
import type { Exemption } from './exemptions.js';
import { secretProblems } from './secret-problems.js';
import { eventStoreSecurity, mongoSecurity } from './service-urls.js';

type Property = keyof Configuration;

/** One thing that must not be so where the service is exposed. */
interface Insecure {
  readonly property: Property;
  readonly got: string;
  readonly expected: string;
  readonly exemption: Exemption;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;

/** Whether somebody else's packets can arrive there. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/**
 * What ends the start of an exposed service: data or tokens that travel in the open, services that let anybody in,
 * secrets that can be guessed. Each but a bad secret can be allowed by name.
 */
export function insecureSettings(
  configuration: Configuration,
  variableOf: (property: Property) => string,
): readonly ConfigurationProblem[] {
  if (!configuration.exposed) return [];
  const allowed = new Set(configuration.allowInsecure?.split(',') ?? []);
  const found = [...issuer(configuration), ...services(configuration), ...masterKey(configuration)]
    .filter(({ exemption }) => !allowed.has(exemption))
    .map(({ property, got, expected, exemption }) => ({
      variable: variableOf(property),
      got,
      expected: `${expected} (or HAWIYA_ALLOW_INSECURE=${exemption} if it is on purpose)`,
    }));
  return [...found, ...secretProblems(configuration, variableOf)];
}

function issuer({ issuer }: Configuration): readonly Insecure[] {
  if (issuer?.startsWith('http:') !== true) return [];
  return [{ property: 'issuer', got: 'http', expected: 'https', exemption: 'http-issuer' }];
}

function services(configuration: Configuration): readonly Insecure[] {
  const { eventStoreUrl, kafkaBrokers, mongoUrl } = configuration;
  const found: Insecure[] = [];
  if (eventStoreUrl !== undefined) {
    const { tls, credentials } = eventStoreSecurity(eventStoreUrl);
    if (!tls) found.push(plain('eventStoreUrl', 'event-store-without-tls'));
    if (!credentials) found.push(anonymous('eventStoreUrl', 'event-store-without-credentials'));
  }
  if (kafkaBrokers !== undefined) {
    if (configuration.kafkaTls === 'off') found.push(plain('kafkaTls', 'kafka-without-tls'));
    if (configuration.kafkaSasl === undefined)
      found.push(anonymous('kafkaSasl', 'kafka-without-credentials'));
  }
  if (mongoUrl !== undefined) {
    const { tls, credentials } = mongoSecurity(mongoUrl);
    if (!tls) found.push(plain('mongoUrl', 'mongodb-without-tls'));
    if (!credentials) found.push(anonymous('mongoUrl', 'mongodb-without-credentials'));
  }
  return found;
}

const plain = (property: Property, exemption: Exemption): Insecure => ({
  property,
  got: 'without TLS',
  expected: 'TLS, with certificates that are checked',
  exemption,
});

const anonymous = (property: Property, exemption: Exemption): Insecure => ({
  property,
  got: 'without credentials',
  expected: 'an account of this service',
  exemption,
});

/** Whoever copies the data folder would have the keys and what they are wrapped with. */
function masterKey({ mongoUrl, keysSecret }: Configuration): readonly Insecure[] {
  if (mongoUrl !== undefined || keysSecret !== undefined) return [];
  const expected = 'the secret the keys are wrapped with, kept apart from HAWIYA_DATA';
  return [{ property: 'keysSecret', got: 'unset', expected, exemption: 'master-key-beside-keys' }];
}
