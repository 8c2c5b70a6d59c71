import { describe, expect, it } from '@jest/globals';
import type { HealthProbe } from '#runtime/health/probe.js';
import { EVERY_STAGE, type Stage } from './stages.js';
import { probesFor } from './stands-on.js';

describe('the readiness of a process', () => {
  const probe = (name: string): HealthProbe => ({
    name,
    check: () => Promise.resolve({ ok: true, detail: '' }),
  });
  const outside = ['mongodb', 'event-store', 'kafka'].map(probe);
  const asked = (stages: readonly Stage[]) => probesFor(stages, outside).map(({ name }) => name);

  it('of an API does not need Kafka: commands are accepted and read models read without it', () => {
    expect(asked(['api'])).toEqual(['mongodb', 'event-store']);
  });

  it('of every other needs all it works with', () => {
    for (const stages of [['distributor'], ['projector'], ['process-manager'], EVERY_STAGE] as const)
      expect(asked(stages)).toEqual(['mongodb', 'event-store', 'kafka']);
  });
});
