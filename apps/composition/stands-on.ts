import type { HealthProbe } from '#runtime/health/probe.js';
import type { Stage } from './stages.js';

/** Of the services outside, those a stage can do nothing without. The API publishes nothing: it goes on without Kafka. */
const STANDS_ON: Readonly<Record<Stage, readonly string[]>> = {
  api: ['event-store', 'mongodb'],
  distributor: ['event-store', 'kafka', 'mongodb'],
  projector: ['event-store', 'kafka', 'mongodb'],
  'process-manager': ['event-store', 'kafka', 'mongodb'],
};

/** The probes that decide whether a process of these stages is ready: whoever asks may take it out of service. */
export function probesFor(stages: readonly Stage[], probes: readonly HealthProbe[]): HealthProbe[] {
  const needed = new Set(stages.flatMap((stage) => STANDS_ON[stage]));
  return probes.filter(({ name }) => needed.has(name));
}
