import { Registry, collectDefaultMetrics } from 'prom-client';

/** Injection token of the `Registry`. */
export const METRICS = Symbol('Metrics');

/** The registry of one process, with Node's own figures (memory, event loop, collections). */
export function createMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
