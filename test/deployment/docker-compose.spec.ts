import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { describeConfiguration } from '#platform/configuration/describe-configuration.js';

describe('docker-compose.yml', () => {
  it('sets only settings the service has, to values it takes', async () => {
    const compose: unknown = parse(await readFile('docker-compose.yml', 'utf8'));
    expect(compose).toMatchObject({ services: { hawiya: { environment: expect.any(Object) } } });
    const { environment } = (compose as { services: { hawiya: { environment: Record<string, string> } } })
      .services.hawiya;
    const known = describeConfiguration().map(({ variable }) => variable);
    expect(known).toEqual(expect.arrayContaining(Object.keys(environment)));
  });
});
