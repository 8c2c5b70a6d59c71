import { Counter, Gauge, type Registry } from 'prom-client';
import { inTime } from '../in-time.js';

export interface GaugeDescription {
  readonly help: string;
  readonly labels?: readonly string[];
}

/** Gives one gauge a value, under its labels if it has any. */
export type SetGauge<Name extends string> = (
  name: Name,
  value: number,
  labels?: Readonly<Record<string, string | number>>,
) => void;

const FAILURES = 'hawiya_metrics_failures_total';

/** How long a reading may take, milliseconds: the other figures of a scrape do not wait for one that hangs. */
const READ_MS = 2_000;

/**
 * Gauges that are read when they are asked for: one reading per scrape gives all of them. When the reading fails or
 * takes too long, they are left out of that scrape and the failure is counted: a figure that is not known is not told,
 * and the others still are.
 */
export function readGauges<Name extends string>(
  registry: Registry,
  of: string,
  gauges: Readonly<Record<Name, GaugeDescription>>,
  read: (set: SetGauge<Name>) => Promise<void>,
  readMs = READ_MS,
): void {
  const made = new Map<Name, { readonly gauge: Gauge; readonly labelled: boolean }>();
  const failures = failureCounter(registry);
  failures.inc({ of }, 0);
  let reading: Promise<void> | undefined;
  const once = async () => {
    const values: Parameters<SetGauge<Name>>[] = [];
    try {
      await inTime(
        read((...value) => void values.push(value)),
        readMs,
      );
    } catch {
      // Told by its number: the stage whose figures these are writes of its own troubles.
      failures.inc({ of });
      values.length = 0;
    }
    for (const { gauge, labelled } of made.values()) {
      if (labelled) gauge.reset();
      else gauge.remove(); // a reset one would say 0
    }
    for (const [name, value, labels = {}] of values) made.get(name)?.gauge.set(labels, value);
  };
  for (const [name, { help, labels = [] }] of Object.entries<GaugeDescription>(gauges)) {
    const gauge = new Gauge({
      name,
      help,
      labelNames: [...labels],
      registers: [registry],
      // All gauges of a scrape are asked in one turn, so that the first one's reading is every one's.
      collect: () => (reading ??= once().finally(() => (reading = undefined))),
    });
    made.set(name as Name, { gauge, labelled: labels.length > 0 }); // the names of the record
  }
}

function failureCounter(registry: Registry): Counter {
  const known = registry.getSingleMetric(FAILURES);
  if (known instanceof Counter) return known;
  return new Counter({
    name: FAILURES,
    help: 'Figures that could not be read when they were asked for, by whose they are',
    labelNames: ['of'],
    registers: [registry],
  });
}
