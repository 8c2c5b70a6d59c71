import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import type { Distribution } from '#topics/port.js';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { Codec } from '#event-sourcing/codec.js';
import { openEmbeddedKeyStore } from '#event-sourcing/keys/embedded/embedded-key-store.js';
import { checkHealth } from '#runtime/health/probe.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { type ReadModelRuntime, readModelRuntimes } from '#read-models/read-model-runtimes.js';
import { applicationEvents as application } from '#domain/testing/case-events.js';
import { type TemporaryHouse, temporaryHouse } from '#read-models/testing/temporary-house.js';
import { observed, projectorFigures, projectorProbe } from './observe.js';

const CAUSE = {
  reason: 'unreadable-message',
  message: 'none of ours',
  headers: {},
  value: new Uint8Array(),
} as const;

describe('dead letters of the read models', () => {
  let house: TemporaryHouse;
  let distribution: Distribution;

  beforeEach(async () => {
    house = await temporaryHouse();
    distribution = await openEmbeddedDistribution({ path: `${house.path}/topics` });
    await distribution.ensureTopics([{ name: EVENTS_TOPIC, partitions: 1 }]);
  });
  afterEach(async () => {
    await distribution.close();
    await house.remove();
  });

  const first = (models: readonly ReadModelRuntime[]): ReadModelRuntime => {
    const [model] = models;
    if (model === undefined) throw new Error('there are models');
    return model;
  };
  const probeOf = (models: readonly ReadModelRuntime[], staysReady: boolean) =>
    projectorProbe({
      distribution,
      models,
      projecting: { isBuilt: () => true, trouble: () => [] },
      deadLetters: { deadLettersMax: 1, deadLettersMaxPercent: 50, staysReady },
    });

  it('turn the stage red above both limits, and the process too, unless it serves the API', async () => {
    const models = readModelRuntimes(house, observed(new Registry(), silentLogger()));
    const model = first(models);
    const ids = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    for (const id of ids) {
      const { ApplicationStarted } = application;
      const trackingNumber = id as string as typeof ApplicationStarted.data.trackingNumber; // one each
      await house.happened(id, {
        ...ApplicationStarted,
        data: { ...ApplicationStarted.data, trackingNumber },
      });
    }
    for (const each of models) await each.ensureCurrent();
    expect(await model.documents()).toBe(4);
    const probe = probeOf(models, false);

    for (const key of ['a', 'b']) await model.parked.park(key, CAUSE, new Map());
    // Two are more than one, but not than half of four.
    expect(await probe.check()).toEqual({
      ok: true,
      staysReady: false,
      detail: expect.stringContaining(`; keys parked: ${model.name} 2`),
    });

    await model.parked.park('c', CAUSE, new Map());
    const report = await checkHealth([probe], 2_000);
    expect(report).toMatchObject({
      ok: false,
      checks: {
        projector: { ok: false, detail: expect.stringContaining(`too many keys parked: ${model.name} 3`) },
      },
    });
    expect(await checkHealth([probeOf(models, true)], 2_000)).toEqual({ ...report, ok: true });
  });

  it('tell apart those for want of a key', async () => {
    const others = await openEmbeddedKeyStore({ path: `${house.path}/other-keys` });
    const registry = new Registry();
    const models = readModelRuntimes(
      { ...house, codec: new Codec(others, EVENT_TYPES), keys: others },
      observed(registry, silentLogger()),
    );
    const model = first(models);
    await model.ensureCurrent();
    projectorFigures(registry, distribution, models);
    await house.happened(randomUUID(), application.ApplicationStarted);
    const messages = await house.messages();
    await model.handle({ topic: EVENTS_TOPIC, partition: 0, messages, behind: 0n });
    await model.parked.park('a', CAUSE, new Map());

    expect((await probeOf([model], false).check()).detail).toContain(`${model.name} 2 (1 of unknown keys)`);
    const exposed = await registry.metrics();
    expect(exposed).toContain(`hawiya_projector_parked_keys{model="${model.name}"} 2`);
    expect(exposed).toContain(`hawiya_projector_parked_unknown_keys{model="${model.name}"} 1`);
    await others.close();
  });
});
