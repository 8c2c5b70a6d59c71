import type { ReadModelRuntime } from '#read-models/read-model-runtimes.js';
import { type Difference, Findings } from './difference.js';

/** Every read model equals the fold of the events, and no key of it waits for an operator. */
export async function checkModels(models: readonly ReadModelRuntime[]): Promise<readonly Difference[]> {
  const findings = new Findings('read models');
  for (const model of models) {
    const { name } = model;
    const { differing, differences, waiting, documents, hashes } = await model.verify();
    findings.same(`${name}: documents that differ of ${documents}`, differing, 0);
    for (const { id, kind } of differences.slice(0, 5)) findings.add(`${name}: ${id} (${kind})`);
    findings.same(`${name}: documents that wait for events`, waiting, 0);
    findings.same(`${name}: content hash`, hashes.actual, hashes.expected);
    findings.same(`${name}: parked keys`, await model.parked.count(), 0);
  }
  return findings.differences;
}
