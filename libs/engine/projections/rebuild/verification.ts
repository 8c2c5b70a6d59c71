import { discardsOf } from '../discards.js';
import { Progress } from '../progress.js';
import type { Projected } from '../projected.js';
import type { Projection } from '../projection.js';
import type { ProjectorDependencies } from '../projector.js';
import { alone, type AloneOptions } from './alone.js';
import type { Aside } from './build.js';
import { type Advance, foldLog } from './fold-log.js';
import { type Comparison, judge } from './judgement.js';
import { type BuildOptions, type BuildDependencies, openBuild } from './open-build.js';
import { Shadow } from './shadow.js';
import { Throttle } from '#runtime/throttle.js';

export interface VerifyOptions extends BuildOptions, AloneOptions {
  /** At most so many events a second; default: as fast as it goes. */
  readonly eventsPerSecond?: number | undefined;
  readonly advanced?: ((advance: Advance) => void) | undefined;
  /** How long a document may take to receive what it lacks, milliseconds; default: no time. */
  readonly graceMs?: number | undefined;
  /** Whether events are still on their way to the model once that is over; default: none are. */
  readonly inFlight?: (() => Promise<boolean>) | undefined;
}

/** There is nothing to compare: `message` says why. */
export class NotVerifiableError extends Error {
  override readonly name = 'NotVerifiableError';
}

/**
 * Folds the log beside a model that goes on being read and written, and tells where they differ. The model is not
 * touched. Events that arrive meanwhile do not matter: a document that is not the same is looked at again by itself.
 * @throws NotVerifiableError, BusyElsewhereError, LeaseLostError
 */
export async function verify<Doc extends object>(
  projected: Projected<Doc>,
  parts: ProjectorDependencies,
  options: VerifyOptions = {},
): Promise<Comparison> {
  const { name, version } = projected.projection;
  const built = await new Progress(parts.connection, name).state();
  if (built?.version !== version)
    throw new NotVerifiableError(
      `${name} ${built?.version === undefined ? 'was never built' : `is of version ${built.version}`}; this release has version ${version}: rebuild it first`,
    );
  return alone(parts.connection, `verification of ${name}`, options, (held) =>
    compareWithFold(projected, parts, held, options),
  );
}

async function compareWithFold<Doc extends object>(
  projected: Projected<Doc>,
  parts: ProjectorDependencies,
  signal: AbortSignal,
  options: VerifyOptions,
): Promise<Comparison> {
  const { graceMs = 0, inFlight = () => Promise.resolve(false) } = options;
  const shadow = await Shadow.begin(parts.connection, projected.model, 'verify');
  const { collection } = shadow;
  try {
    const discards = await discardsOf(projected.projection, parts.store, parts.codec);
    const site = { parts, collection, discards, resumed: undefined };
    const { poisoned } = await fold(projected.projection, site, signal, options);
    return await judge(
      { projected, parts },
      { collection, poisoned, discards },
      { graceMs, inFlight, signal },
    );
  } finally {
    await shadow.drop();
  }
}

async function fold<Doc extends object>(
  projection: Projection<Doc>,
  site: Omit<BuildDependencies, 'projection'>,
  signal: AbortSignal,
  options: VerifyOptions,
): Promise<Aside> {
  const { eventsPerSecond, advanced } = options;
  const throttle = eventsPerSecond === undefined ? undefined : new Throttle(eventsPerSecond);
  const build = openBuild(projection, site, options);
  try {
    const from = { position: undefined, events: 0 };
    const { aside } = await foldLog(site.parts.store, build, from, { signal, throttle, advanced });
    return aside;
  } finally {
    await build.close();
  }
}
