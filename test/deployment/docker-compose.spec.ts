import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readConfiguration } from '#platform/configuration/read-configuration.js';

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
  HAWIYA_KEYS_SECRET: 'ab'.repeat(32),
  HAWIYA_SUBJECT_SECRET: 'cd'.repeat(32),
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

  it.each(ours)('starts %s with a configuration it takes', (name, { environment }) => {
    const filled = Object.fromEntries(
      Object.entries(environment).map(([variable, value]) => [variable, filledIn(value)]),
    );
    expect(() => readConfiguration(filled, name === 'api' ? 'api' : 'alone')).not.toThrow();
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
        expect.arrayContaining([name === 'migrate' ? 'disable' : 'test']),
      ]);
      if (image !== 'hawiya') expect(volumes.length).toBeGreaterThan(0);
      for (const volume of volumes) expect(compose.volumes).toHaveProperty(volume.split(':', 1)[0] ?? '');
    }
  });

  it('names in .env.example what has to be brought', async () => {
    const example = await readFile('.env.example', 'utf8');
    const needed = new Set([...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name));
    expect(new Set([...example.matchAll(/^(\w+)=/gm)].map(([, name]) => name))).toEqual(needed);
    expect(new Set(Object.keys(BROUGHT))).toEqual(needed);
  });
});
