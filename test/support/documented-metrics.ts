import { readFile } from 'node:fs/promises';
import { projectFile } from '#runtime/project-file.js';

/** One row of the tables in docs/metrics.md. */
export interface DocumentedMetric {
  readonly name: string;
  readonly type: string;
  /** Sorted. */
  readonly labels: readonly string[];
  readonly help: string;
}

/** Reads docs/metrics.md: what the service is held to, and what dashboards and rules may use. */
export async function documentedMetrics(): Promise<readonly DocumentedMetric[]> {
  const text = await readFile(projectFile('docs/metrics.md'), 'utf8');
  return [...text.matchAll(/^\| `(\w+)` +\| (\w+) +\| (.*?) +\| (.*?) +\|$/gm)].map(
    ([, name = '', type = '', labels = '', help = '']) => ({
      name,
      type,
      labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label).sort(),
      help,
    }),
  );
}
