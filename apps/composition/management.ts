import { fastify } from 'fastify';
import type { Registry } from 'prom-client';
import type { Configuration } from '#configuration/configuration.js';
import { checkHealth, type HealthProbe, PROBE_MS } from '#runtime/health/probe.js';

const DEFAULT_PORT = 3002;

/** For whoever runs the service, on a listener that the API's clients need not reach. */
export interface ManagementListener {
  readonly url: string;
  close(): Promise<void>;
}

/** Its port; undefined: there is none, the API's own listener tells metrics and details. */
export function managementPort({
  managementPort,
  exposed,
}: Pick<Configuration, 'managementPort' | 'exposed'>): number | undefined {
  return managementPort ?? (exposed ? DEFAULT_PORT : undefined);
}

/** Serves `/metrics`, `/health/live` and `/health/ready` with what it found. @throws Error when the port is taken */
export async function startManagement(
  { host, port }: { readonly host: string; readonly port: number },
  { metrics, probes }: { readonly metrics: Registry; readonly probes: readonly HealthProbe[] },
): Promise<ManagementListener> {
  const server = fastify({ forceCloseConnections: true });
  server.get('/health/live', () => ({ ok: true }));
  server.get('/health/ready', async (_request, reply) => {
    const report = await checkHealth(probes, PROBE_MS);
    return reply.status(report.ok ? 200 : 503).send(report);
  });
  server.get('/metrics', async (_request, reply) =>
    reply.header('content-type', metrics.contentType).send(await metrics.metrics()),
  );
  return { url: await server.listen({ host, port }), close: async () => server.close() };
}
