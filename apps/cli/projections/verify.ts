import { Command } from 'commander';
import type { KeptModel } from '#read-models/kept-models.js';
import { BusyElsewhereError } from '#read-models/rebuild/alone.js';
import { NotVerifiableError } from '#read-models/rebuild/verification.js';
import { ExpectedFailure } from '../failure.js';
import { counted } from '../figures.js';
import { inFlight } from './in-flight.js';
import { interruptible } from './interruptible.js';
import { chosen, type OpenedModels, withModels } from './opened-models.js';
import { DEFAULT_WORKERS, onWorkers, throttle, workers } from './options.js';
import { ProgressLine } from './progress-line.js';
import { verificationReport } from './report.js';

interface VerifyCommandOptions {
  readonly workers: number;
  readonly throttle?: number;
  readonly data?: string;
}

/** How long a document may take to receive what it lacks. */
const GRACE_MS = 10_000;

/** `hawiya projections verify`: 0 every model equals the fold of the events; 1 one does not; 2 it could not be told. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('compare read models, while they are read and written, with the fold of the events')
    .argument('[models...]', 'names of models (default: all)')
    .option('--workers <n>', 'threads that fold', workers, DEFAULT_WORKERS)
    .option('--throttle <events>', 'at most so many events a second', throttle)
    .option('--data <folder>', "a stopped embedded service's data folder (default: HAWIYA_DATA, or ./data)")
    .action(async (names: string[], options: VerifyCommandOptions) => {
      const differing = await withModels(options.data, (opened) =>
        interruptible(async (signal) => {
          let documents = 0;
          for (const model of chosen(opened.models, names)) {
            documents += await verifyOne(model, opened, options, signal);
          }
          return documents;
        }),
      );
      if (differing > 0) throw new ExpectedFailure(`${counted(differing)} document(s) differ`, 1);
    });
}

/** Answers how many documents differ. */
async function verifyOne(
  model: KeptModel,
  { parts }: OpenedModels,
  { workers, throttle }: VerifyCommandOptions,
  signal: AbortSignal,
): Promise<number> {
  const progress = new ProgressLine(model.name);
  try {
    const comparison = await model.verify({
      ...onWorkers(workers, parts),
      eventsPerSecond: throttle,
      graceMs: GRACE_MS,
      inFlight: () => inFlight(parts, model.name),
      advanced: (advance) => progress.advanced(advance),
      signal,
    });
    progress.end();
    for (const line of verificationReport(model.name, comparison)) console.log(line);
    return comparison.differing;
  } catch (error) {
    progress.end();
    const expected = error instanceof BusyElsewhereError || error instanceof NotVerifiableError;
    throw expected ? new ExpectedFailure(error.message) : error;
  }
}
