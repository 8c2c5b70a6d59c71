import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMetrics } from '#runtime/metrics/metrics.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { type ManagementListener, managementPort, startManagement } from './management.js';

describe('the management listener', () => {
  let listener: ManagementListener;
  let ok = true;
  const ask = (path: string) => fetch(`${listener.url}${path}`);

  beforeEach(async () => {
    const check = () => Promise.resolve({ ok, detail: '3 events behind' });
    const probes = [{ name: 'projector', check }];
    listener = await startManagement({ host: '127.0.0.1', port: 0 }, { metrics: createMetrics(), probes });
  });
  afterEach(() => listener.close());

  it('tells figures, and what readiness found', async () => {
    expect(await (await ask('/health/live')).json()).toEqual({ ok: true });
    const checks = { projector: { ok: true, detail: '3 events behind' } };
    expect(await (await ask('/health/ready')).json()).toEqual({ ok: true, checks });
    ok = false;
    expect((await ask('/health/ready')).status).toBe(503);
    const figures = await ask('/metrics');
    expect(figures.headers.get('content-type')).toContain('text/plain');
    expect(await figures.text()).toContain('process_cpu_seconds_total');
    expect((await ask('/v1/applications')).status).toBe(404);
  });

  it('is there where the service is exposed, or a port is set', () => {
    const port = (environment: Record<string, string>) => managementPort(readConfiguration(environment));
    expect(port({})).toBeUndefined();
    expect(port({ HAWIYA_MANAGEMENT_PORT: '0' })).toBe(0);
    const exposed = { NODE_ENV: 'production', HAWIYA_ALLOW_INSECURE: 'master-key-beside-keys' };
    expect(port(exposed)).toBe(3002);
    expect(port({ ...exposed, HAWIYA_MANAGEMENT_PORT: '9100' })).toBe(9100);
  });
});
