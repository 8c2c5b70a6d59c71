import type { ReadModelRuntime } from '#read-models/read-model-runtimes.js';
import { BusyElsewhereError } from '#projections/rebuild/alone.js';
import type { UnderWay } from '#projections/rebuild/rebuild-state.js';
import { ExpectedFailure } from '../failure.js';
import { counted } from '../figures.js';
import { inEachChosen } from './each-chosen.js';
import { inFlight } from './in-flight.js';
import type { OpenedModels } from './opened-models.js';
import { onWorkers } from './on-workers.js';
import { ProgressLine } from './progress-line.js';
import { rebuildReport } from './report.js';

export interface RebuildCommandOptions {
  readonly all: boolean;
  readonly fresh: boolean;
  readonly workers: number;
  readonly throttle?: number;
  readonly data?: string;
}

/** @throws ExpectedFailure when keys had to be parked (1), and when it is not done (2) */
export async function rebuildModels(names: readonly string[], options: RebuildCommandOptions): Promise<void> {
  if (options.all === names.length > 0)
    throw new ExpectedFailure('say which models to rebuild, or --all of them');
  const leaves =
    'the models are read and written as before; the next rebuild goes on from where this one was';
  const parked = await inEachChosen({ names, data: options.data, leaves }, (model, opened, signal) =>
    rebuildOne(model, opened, options, signal),
  );
  if (parked > 0) throw new ExpectedFailure(`${counted(parked)} key(s) parked`, 1);
}

/** Answers how many keys had to be parked. */
async function rebuildOne(
  model: ReadModelRuntime,
  { parts }: OpenedModels,
  { fresh, workers, throttle }: RebuildCommandOptions,
  signal: AbortSignal,
): Promise<number> {
  const progress = new ProgressLine(model.name);
  try {
    const report = await model.rebuild({
      ...onWorkers(workers, parts),
      fresh,
      eventsPerSecond: throttle,
      inFlight: () => inFlight(parts, model.name),
      advanced: (advance) => progress.advanced(advance),
      resuming: (from) => console.error(`${model.name}: ${resumed(from)}`),
      waiting: () =>
        console.error(`${model.name}: waiting for a rebuild that runs elsewhere, or was killed a moment ago`),
      signal,
    });
    progress.end();
    for (const line of rebuildReport(model.name, report)) console.log(line);
    return report.parked.length;
  } catch (error) {
    progress.end();
    throw error instanceof BusyElsewhereError ? new ExpectedFailure(error.message) : error;
  }
}

function resumed({ phase, position, events }: UnderWay): string {
  return phase === 'swapping'
    ? 'an interrupted rebuild was complete: putting it in place'
    : `going on with an interrupted rebuild from position ${BigInt(position ?? 0)}, after ${counted(events)} events`;
}
