/** One metric as `/metrics` exposes it. */
export interface ExposedMetric {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  /** Names of its labels, sorted; undefined: it has no series yet, so they cannot be told. */
  readonly labels: readonly string[] | undefined;
  /** Every value any of its labels has. */
  readonly values: readonly string[];
}

/** Reads Prometheus' text format, as far as prom-client writes it. */
export function readExposition(text: string): readonly ExposedMetric[] {
  return text
    .split(/^# HELP /m)
    .slice(1)
    .map((block) => {
      const [first = '', second = '', ...samples] = block.trim().split('\n');
      const [name = '', ...help] = first.split(' ');
      const labels = samples.map((sample) => labelsOf(sample));
      const [some] = labels;
      return {
        name,
        type: second.split(' ').at(-1) ?? '',
        help: help.join(' '),
        labels: some && [...some.keys()].filter((label) => label !== 'le').sort(),
        values: labels.flatMap((of) => [...of.values()]),
      };
    });
}

function labelsOf(sample: string): ReadonlyMap<string, string> {
  const [, inside = ''] = /^[^{ ]+\{(.*)\} \S+$/.exec(sample) ?? [];
  return new Map(
    [...inside.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => [label, value]),
  );
}
