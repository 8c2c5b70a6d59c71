import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from './configuration-error.js';
import { EXEMPTIONS } from './exemptions.js';
import { readConfiguration } from './read-configuration.js';

const secret = () => randomBytes(32).toString('hex');

/** Everything encrypted, with accounts and random secrets. */
const SECURE = {
  NODE_ENV: 'production',
  HAWIYA_ISSUER: 'https://id.example.org',
  HAWIYA_EVENTSTORE_URL: 'esdb://hawiya:p4ss-of-the-store@a.example:2113,b.example:2113?tlsCAFile=/ca.pem',
  HAWIYA_KAFKA_BROKERS: 'k.example:9093',
  HAWIYA_KAFKA_TLS: 'on',
  HAWIYA_KAFKA_SASL: 'scram-sha-512',
  HAWIYA_KAFKA_USERNAME: 'hawiya',
  HAWIYA_KAFKA_PASSWORD: 'p4ss-of-the-broker',
  HAWIYA_MONGO_URL: 'mongodb://hawiya:p4ss-of-mongodb@m1.example,m2.example/?replicaSet=rs0&tls=true',
  HAWIYA_KEYS_SECRET: secret(),
  HAWIYA_SUBJECT_SECRET: secret(),
};

/** The problems, as `variable: what it is`. */
function problems(environment: Record<string, string | undefined>): readonly string[] {
  try {
    readConfiguration(environment);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    for (const { variable } of error.problems) {
      const value = environment[variable];
      if (/SECRET|PASSWORD/.test(variable) && value !== undefined) expect(error.message).not.toContain(value);
    }
    expect(error.message).not.toContain('\n');
    return error.problems.map(({ variable, got }) => `${variable}: ${got}`);
  }
}

describe('an exposed service', () => {
  it('starts when everything is encrypted, has an account and a secret of its own', () => {
    expect(problems(SECURE)).toEqual([]);
    expect(readConfiguration(SECURE).exposed).toBe(true);
  });

  const insecure: readonly (readonly [string, Record<string, string | undefined>, string])[] = [
    ['http-issuer', { HAWIYA_ISSUER: 'http://id.example.org' }, 'HAWIYA_ISSUER: http'],
    [
      'event-store-without-tls',
      { HAWIYA_EVENTSTORE_URL: 'esdb://hawiya:p4ss-of-the-store@a.example:2113?tls=false' },
      'HAWIYA_EVENTSTORE_URL: without TLS',
    ],
    [
      'event-store-without-tls',
      { HAWIYA_EVENTSTORE_URL: 'esdb://hawiya:p4ss-of-the-store@a.example:2113?tlsVerifyCert=false' },
      'HAWIYA_EVENTSTORE_URL: without TLS',
    ],
    [
      'event-store-without-credentials',
      { HAWIYA_EVENTSTORE_URL: 'esdb+discover://a.example:2113' },
      'HAWIYA_EVENTSTORE_URL: without credentials',
    ],
    ['kafka-without-tls', { HAWIYA_KAFKA_TLS: 'off' }, 'HAWIYA_KAFKA_TLS: without TLS'],
    [
      'kafka-without-credentials',
      {
        HAWIYA_KAFKA_SASL: undefined,
        HAWIYA_KAFKA_USERNAME: undefined,
        HAWIYA_KAFKA_PASSWORD: undefined,
      },
      'HAWIYA_KAFKA_SASL: without credentials',
    ],
    [
      'mongodb-without-tls',
      { HAWIYA_MONGO_URL: 'mongodb://hawiya:p4ss-of-mongodb@m.example/' },
      'HAWIYA_MONGO_URL: without TLS',
    ],
    [
      'mongodb-without-tls',
      { HAWIYA_MONGO_URL: 'mongodb+srv://hawiya:p4ss-of-mongodb@m.example/?tlsInsecure=true' },
      'HAWIYA_MONGO_URL: without TLS',
    ],
    [
      'mongodb-without-credentials',
      { HAWIYA_MONGO_URL: 'mongodb://m.example/?tls=true' },
      'HAWIYA_MONGO_URL: without credentials',
    ],
    [
      'master-key-beside-keys',
      { HAWIYA_MONGO_URL: undefined, HAWIYA_KEYS_SECRET: undefined },
      'HAWIYA_KEYS_SECRET: unset',
    ],
  ];

  it.each(insecure)('is refused for %s, unless it is on purpose', (exemption, change, problem) => {
    const environment = { ...SECURE, ...change };
    expect(problems(environment)).toEqual([problem]);
    expect(problems({ ...environment, HAWIYA_ALLOW_INSECURE: exemption })).toEqual([]);
    const others = EXEMPTIONS.filter((one) => one !== exemption).join(',');
    expect(problems({ ...environment, HAWIYA_ALLOW_INSECURE: others })).toEqual([problem]);
    // On a developer's machine nothing of it matters.
    expect(problems({ ...environment, NODE_ENV: undefined })).toEqual([]);
    expect(problems({ ...environment, NODE_ENV: undefined, HAWIYA_HOST: '0.0.0.0' })).toEqual([problem]);
  });

  it('has a test for each thing that can be allowed', () => {
    expect(new Set(insecure.map(([exemption]) => exemption))).toEqual(new Set(EXEMPTIONS));
  });

  it('takes accounts without a password where the service has them', () => {
    const certificate = 'esdb://a.example:2113?userCertFile=/c.pem&userKeyFile=/k.pem';
    const x509 = 'mongodb://m.example/?tls=true&authMechanism=MONGODB-X509';
    expect(problems({ ...SECURE, HAWIYA_EVENTSTORE_URL: certificate, HAWIYA_MONGO_URL: x509 })).toEqual([]);
    const srv = 'mongodb+srv://hawiya:p4ss-of-mongodb@m.example/';
    expect(problems({ ...SECURE, HAWIYA_MONGO_URL: srv })).toEqual([]);
  });

  it('refuses weak and equal secrets, whatever is allowed', () => {
    const same = secret();
    const all = { ...SECURE, HAWIYA_ALLOW_INSECURE: EXEMPTIONS.join(',') };
    expect(problems({ ...all, HAWIYA_KEYS_SECRET: 'ab'.repeat(32) })).toEqual([
      'HAWIYA_KEYS_SECRET: a weak secret',
    ]);
    expect(problems({ ...all, HAWIYA_KEYS_SECRET: same, HAWIYA_SUBJECT_SECRET: same.toUpperCase() })).toEqual(
      ['HAWIYA_SUBJECT_SECRET: the secret of HAWIYA_KEYS_SECRET too'],
    );
    expect(problems({ ...all, HAWIYA_EVENTSTORE_URL: 'esdb://admin:changeit@a.example:2113' })).toEqual([
      'HAWIYA_EVENTSTORE_URL: a weak password',
    ]);
    for (const [password, expected] of [
      ['x'.repeat(11), ['HAWIYA_KAFKA_PASSWORD: a weak password']],
      ['x'.repeat(12), []],
      ['p4ss-of-mongodb', ['HAWIYA_MONGO_URL: the secret of HAWIYA_KAFKA_PASSWORD too']],
    ] as const)
      expect(problems({ ...all, HAWIYA_KAFKA_PASSWORD: password })).toEqual(expected);
  });

  it('names what may be allowed, and takes nothing else for it', () => {
    expect(problems({ HAWIYA_ALLOW_INSECURE: 'everything' })).toEqual([
      'HAWIYA_ALLOW_INSECURE: "everything"',
    ]);
    expect(problems({ HAWIYA_ALLOW_INSECURE: 'http-issuer,' })).toHaveLength(1);
  });

  it('is one that is reached from elsewhere, or says it is in production', () => {
    const exposed = (HAWIYA_HOST: string, NODE_ENV?: string) =>
      readConfiguration({
        ...SECURE,
        NODE_ENV,
        HAWIYA_HOST,
      }).exposed;
    for (const host of ['127.0.0.1', '127.8.0.1', 'localhost', '::1']) {
      expect(exposed(host)).toBe(false);
      expect(exposed(host, 'production')).toBe(true);
    }
    for (const host of ['0.0.0.0', '::', '10.0.0.7', 'api.example', '127.0.0.1.example'])
      expect(exposed(host)).toBe(true);
  });
});
