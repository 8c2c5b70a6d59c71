import type { ReadModelRuntime } from '#read-models/read-model-runtimes.js';
import { ExpectedFailure } from '../failure.js';
import { interruptible } from '../interruptible.js';
import { type OpenedModels, withModels } from './opened-models.js';

/** Works on one read model; answers how much was found. */
export type ModelWork = (
  model: ReadModelRuntime,
  opened: OpenedModels,
  signal: AbortSignal,
) => Promise<number>;

export interface Chosen {
  readonly names: readonly string[];
  readonly data: string | undefined;
  /** What Ctrl+C leaves behind, in words. */
  readonly leaves: string;
}

/**
 * Opens what the environment names, and works on the models with these names, or on all of them, one after the other;
 * Ctrl+C ends it. Answers how much was found in all of them. @throws ExpectedFailure
 */
export function inEachChosen({ names, data, leaves }: Chosen, work: ModelWork): Promise<number> {
  return withModels(data, (opened) =>
    interruptible(leaves, async (signal) => {
      let found = 0;
      for (const model of chosen(opened.models, names)) found += await work(model, opened, signal);
      return found;
    }),
  );
}

/** Those with these names, or all of them. @throws ExpectedFailure naming what there is */
function chosen(models: readonly ReadModelRuntime[], names: readonly string[]): readonly ReadModelRuntime[] {
  const unknown = names.filter((name) => !models.some((model) => model.name === name));
  if (unknown.length > 0) {
    const known = models.map(({ name }) => name).join(', ');
    throw new ExpectedFailure(`no such model: ${unknown.join(', ')}; there are ${known}`);
  }
  return names.length === 0 ? models : models.filter(({ name }) => names.includes(name));
}
