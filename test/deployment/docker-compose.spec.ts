import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readConfiguration } from '#configuration/read-configuration.js';

interface ComposeService {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly healthcheck: Readonly<Record<string, unknown>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}
interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const text = await readFile('docker-compose.yml', 'utf8');
const compose = parse(text, { merge: true }) as Compose; // held against below
const ours = Object.entries(compose.services).filter(([, { image }]) => image === 'hawiya');

/** What whoever runs it has to bring, as in .env. */
const BROUGHT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'HAWIYA_KEYS_SECRET',
      'HAWIYA_SUBJECT_SECRET',
      'EVENTSTORE_ADMIN_PASSWORD',
      'EVENTSTORE_OPS_PASSWORD',
      'KAFKA_PASSWORD',
      'KAFKA_BROKER_PASSWORD',
      'MONGO_PASSWORD',
      'MONGO_ROOT_PASSWORD',
      'MONGO_REPLICA_KEY',
    ].map((name) => [name, randomBytes(32).toString('hex')]),
  ),
  HAWIYA_ISSUER: 'https://id.example.org',
};

/** As docker compose puts values in: `${NAME:-default}`, or `${NAME:?why}` for what has to be brought. */
const filledIn = (value: string): string =>
  value.replace(/\$\{(\w+):([-?])([^}]*)\}/g, (_, name: string, kind: string, rest: string) =>
    kind === '-' ? rest : (BROUGHT[name] ?? `${name} is not in .env.example`),
  );

describe('docker-compose.yml', () => {
  it('runs each process alone, and the migration before them', () => {
    expect(ours.map(([name]) => name)).toEqual([
      'migrate',
      'api',
      'distributor',
      'projector',
      'process-manager',
    ]);
    for (const [name, { depends_on: needs = {} }] of ours) {
      expect(Object.keys(needs)).toEqual(
        name === 'migrate' ? ['eventstore', 'kafka', 'mongodb'] : ['migrate'],
      );
    }
  });

  it.each(ours)('starts %s with a configuration it takes, in production', (name, { environment }) => {
    const filled = Object.fromEntries(
      Object.entries(environment).map(([variable, value]) => [variable, filledIn(value)]),
    );
    const image = { NODE_ENV: 'production', HAWIYA_HOST: '0.0.0.0' };
    const read = (more: object = {}) =>
      readConfiguration({ ...image, ...filled, ...more }, name === 'api' ? 'api' : 'alone');
    expect(read()).toMatchObject({ exposed: true, managementHost: '0.0.0.0' });
    // Nothing else is allowed than what is needed.
    expect(() => read({ HAWIYA_ALLOW_INSECURE: '' })).toThrow(
      /HAWIYA_KAFKA_TLS is without TLS.*HAWIYA_MONGO_URL is without TLS/,
    );
  });

  it('asks for an account at every service it runs', () => {
    const { eventstore, kafka, mongodb } = compose.services;
    expect(eventstore?.environment).not.toHaveProperty('EVENTSTORE_INSECURE');
    expect(eventstore?.environment).toHaveProperty('EVENTSTORE_DEFAULT_ADMIN_PASSWORD');
    expect(kafka?.environment['KAFKA_LISTENERS']).toMatch(
      /^SASL_PLAINTEXT:\/\/:9092,CONTROLLER:\/\/localhost/,
    );
    expect(mongodb?.environment).toHaveProperty('MONGO_INITDB_ROOT_PASSWORD');
    expect(mongodb?.command?.join()).toContain('--keyFile');
  });

  it.each(ours)('starts %s with a command that is there', (_name, { command = [] }) => {
    const [node, script = ''] = command;
    expect(node).toBe('node');
    expect(existsSync(script.replace(/^dist\//, '').replace(/\.js$/, '.ts'))).toBe(true);
  });

  it('asks every service how it is, and keeps the data of those that have some', () => {
    for (const [name, { healthcheck, volumes = [], image }] of Object.entries(compose.services)) {
      expect([name, Object.keys(healthcheck)]).toEqual([
        name,
        expect.arrayContaining([['migrate', 'certificates'].includes(name) ? 'disable' : 'test']),
      ]);
      if (image !== 'hawiya') expect(volumes.length).toBeGreaterThan(0);
      for (const volume of volumes) {
        const [source = ''] = volume.split(':', 1);
        if (source.startsWith('./')) expect(existsSync(source)).toBe(true);
        else expect(compose.volumes).toHaveProperty(source);
      }
    }
  });

  it('names in .env.example what has to be brought', async () => {
    const example = await readFile('.env.example', 'utf8');
    const needed = new Set([...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name));
    expect(new Set([...example.matchAll(/^(\w+)=/gm)].map(([, name]) => name))).toEqual(needed);
    expect(new Set(Object.keys(BROUGHT))).toEqual(needed);
  });
});
