import { Histogram, type Registry } from 'prom-client';

/** Seconds; dense where the service's promises lie (100 ms), and as far as an outage goes. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** A histogram of durations; `observe` takes the values of its labels in their order. None may be an id. */
export function durations(
  registry: Registry,
  {
    name,
    help,
    labels,
  }: { readonly name: string; readonly help: string; readonly labels: readonly string[] },
): (values: readonly string[], seconds: number) => void {
  const histogram = new Histogram({
    name,
    help,
    labelNames: [...labels],
    buckets: BUCKETS,
    registers: [registry],
  });
  // Looking a child up by its labels costs more than observing.
  const children = new Map<string, Histogram.Internal<string>>();
  return (values, seconds) => {
    const key = values.join('\n');
    let child = children.get(key);
    if (child === undefined) {
      child = histogram.labels(...values);
      children.set(key, child);
    }
    child.observe(seconds);
  };
}
