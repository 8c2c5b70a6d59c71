import { Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Injection token of the `Registry`. */
export const METRICS = Symbol('Metrics');

/** The registry of one process, with Node's own figures (memory, event loop, collections). */
export function createMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Seconds; dense where the service's promises lie (100 ms). */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How long requests took, by method, route pattern (never the path itself: it holds ids) and status. */
export function httpDuration(
  registry: Registry,
): (method: string, route: string, status: number, seconds: number) => void {
  const histogram = new Histogram({
    name: 'hawiya_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers: [registry],
  });
  const children = new Map<string, Histogram.Internal<'method' | 'route' | 'status'>>();
  return (method, route, status, seconds) => {
    const key = `${method} ${status} ${route}`;
    let child = children.get(key);
    if (child === undefined) {
      child = histogram.labels(method, route, String(status));
      children.set(key, child);
    }
    child.observe(seconds);
  };
}
