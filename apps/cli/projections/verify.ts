import type { ReadModelRuntime } from '#read-models/read-model-runtimes.js';
import { BusyElsewhereError } from '#projections/rebuild/alone.js';
import type { Comparison } from '#projections/rebuild/judgement.js';
import { NotVerifiableError } from '#projections/rebuild/verification.js';
import { ExpectedFailure } from '../failure.js';
import { counted } from '../figures.js';
import { type JsonOption, printJson } from '../json.js';
import { inEachChosen } from './each-chosen.js';
import { inFlight } from './in-flight.js';
import type { OpenedModels } from './opened-models.js';
import { onWorkers } from './on-workers.js';
import { ProgressLine } from './progress-line.js';
import { verificationReport } from './report.js';

export interface VerifyCommandOptions extends JsonOption {
  readonly workers: number;
  readonly throttle?: number;
  readonly data?: string;
}

type Verified = Comparison & { readonly model: string };

/** How long a document may take to receive what it lacks. */
const GRACE_MS = 10_000;

/** @throws ExpectedFailure when a document is not as the events make it (1), and when that could not be told (2) */
export async function verifyModels(names: readonly string[], options: VerifyCommandOptions): Promise<void> {
  const leaves = 'nothing was changed';
  const compared: Verified[] = [];
  const differing = await inEachChosen(
    { names, data: options.data, leaves },
    async (model, opened, signal) => {
      const comparison = await verifyOne(model, opened, options, signal);
      if (options.json) compared.push({ model: model.name, ...comparison });
      else for (const line of verificationReport(model.name, comparison)) console.log(line);
      return comparison.differing;
    },
  );
  if (options.json) printJson(compared);
  if (differing > 0) throw new ExpectedFailure(`${counted(differing)} document(s) differ`, 1);
}

async function verifyOne(
  model: ReadModelRuntime,
  { parts }: OpenedModels,
  { workers, throttle }: VerifyCommandOptions,
  signal: AbortSignal,
): Promise<Comparison> {
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
    return comparison;
  } catch (error) {
    progress.end();
    const expected = error instanceof BusyElsewhereError || error instanceof NotVerifiableError;
    throw expected ? new ExpectedFailure(error.message) : error;
  }
}
