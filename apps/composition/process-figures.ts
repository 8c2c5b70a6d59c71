import type { Registry } from 'prom-client';
import type { Configuration } from '#configuration/configuration.js';
import { checkHealth, type HealthProbe } from '#runtime/health/probe.js';
import { freeBytes } from '#runtime/lmdb/volume.js';
import { readGauges } from '#runtime/metrics/read-gauges.js';

/** How long a probe may take within a scrape, milliseconds. */
const PROBE_MS = 1_500;

/** What `/health/ready` says, as figures: whether each stage and each service it stands on is ready. */
export function readinessFigures(metrics: Registry, probes: readonly HealthProbe[]): void {
  const gauges = { hawiya_ready: { help: '1: it can do its work; 0: it cannot', labels: ['check'] } };
  readGauges(metrics, 'readiness', gauges, async (set) => {
    const { checks } = await checkHealth(probes, PROBE_MS);
    for (const [check, { ok }] of Object.entries(checks)) set('hawiya_ready', ok ? 1 : 0, { check });
  });
}

/** The disk the embedded drivers write to. */
export function diskFigures(metrics: Registry, { data, minFreeMib }: Configuration): void {
  const gauges = {
    hawiya_disk_free_bytes: { help: 'Free bytes of the disk under HAWIYA_DATA' },
    hawiya_disk_kept_free_bytes: { help: 'With less than this free, writes are refused' },
  };
  readGauges(metrics, 'disk', gauges, async (set) => {
    set('hawiya_disk_free_bytes', freeBytes(data));
    set('hawiya_disk_kept_free_bytes', minFreeMib * 1_048_576);
  });
}
