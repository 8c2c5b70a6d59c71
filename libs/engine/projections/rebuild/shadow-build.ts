import { crashPoint } from '#runtime/crash-points.js';
import type { Discards } from '../discards.js';
import { Folder } from '../folder.js';
import type { Build, PoisonedKey } from './build.js';
import { type Advance, foldLog, type RebuildPlace, type Reached } from './fold-log.js';
import type { RebuildDependencies } from './dependencies.js';
import { type BuildOptions, openBuild } from './open-build.js';
import { foldAnew } from './refold.js';
import { Shadow } from './shadow.js';
import { Throttle } from '#runtime/throttle.js';

export interface ShadowBuildOptions extends BuildOptions {
  /** At most so many events a second; default: as fast as it goes. */
  readonly eventsPerSecond?: number | undefined;
  /** Told after every page of the log. */
  readonly advanced?: ((advance: Advance) => void) | undefined;
  /** How often progress is stored, milliseconds; default 5,000. */
  readonly checkpointEveryMs?: number | undefined;
  /** Events folded at once; default 1,000. */
  readonly pageEvents?: number | undefined;
}

const BEGINNING: RebuildPlace = { position: undefined, events: 0 };

/** A rebuild that is taken up again. */
export interface Interrupted<Doc extends object> {
  readonly shadow: Shadow<Doc>;
  readonly from: RebuildPlace;
}

/** A shadow collection with the whole log in it. */
export interface BuiltShadow<Doc extends object> extends Reached {
  readonly shadow: Shadow<Doc>;
}

/** Folds the log into a shadow collection, from the beginning or from where a rebuild was interrupted. */
export async function buildShadow<Doc extends object>(
  ground: RebuildDependencies<Doc>,
  interrupted: Interrupted<Doc> | undefined,
  discards: Discards,
  signal: AbortSignal,
  options: ShadowBuildOptions,
): Promise<BuiltShadow<Doc>> {
  const { projected, parts } = ground;
  const shadow = interrupted?.shadow ?? (await beginAnew(ground));
  const resumed = interrupted && (await poisonedSoFar(ground));
  const site = { parts, collection: shadow.collection, discards, resumed };
  const build = openBuild(projected.projection, site, options);
  const erased = new Set<string>();
  const keep = async (reached: Reached) => {
    await foldErasedAnew(ground, shadow, build, discards, erased);
    await save(ground, reached);
  };
  const { eventsPerSecond, advanced, checkpointEveryMs, pageEvents } = options;
  try {
    const reached = await foldLog(parts.store, build, interrupted?.from ?? BEGINNING, {
      signal,
      throttle: eventsPerSecond === undefined ? undefined : new Throttle(eventsPerSecond),
      advanced,
      checkpoint: keep,
      checkpointEveryMs,
      pageEvents,
    });
    await keep(reached);
    return { ...reached, shadow };
  } finally {
    await build.close();
  }
}

async function beginAnew<Doc extends object>({
  shadowParked,
  state,
  projected,
  parts,
}: RebuildDependencies<Doc>) {
  const shadow = await Shadow.begin(parts.connection, projected.model, 'rebuild');
  await shadowParked.releaseAll();
  await state.begun(projected.projection.version, shadow.name);
  return shadow;
}

async function poisonedSoFar<Doc extends object>({ shadowParked }: RebuildDependencies<Doc>) {
  const poisoned = new Map<string, PoisonedKey>();
  for await (const { key, cause, waiting } of shadowParked.all()) poisoned.set(key, { cause, waiting });
  return poisoned;
}

/** Progress is stored after the documents it speaks of. */
async function save<Doc extends object>(
  { shadowParked, state }: RebuildDependencies<Doc>,
  { aside, ...place }: Reached,
): Promise<void> {
  crashPoint('rebuild.before-checkpoint');
  for (const [key, { cause, waiting }] of aside.poisoned) await shadowParked.park(key, cause, waiting);
  await state.saved(place);
  crashPoint('rebuild.after-checkpoint');
}

/** What was folded while a person's key was still there must not lie in the shadow collection once it is destroyed. */
async function foldErasedAnew<Doc extends object>(
  { projected, parts, refolded }: RebuildDependencies<Doc>,
  shadow: Shadow<Doc>,
  build: Build,
  discards: Discards,
  done: Set<string>,
): Promise<void> {
  const keys = (await refolded.keys()).filter((key) => !done.has(key));
  if (keys.length === 0) return;
  build.forgetKeys();
  parts.keys.forget();
  const { projection } = projected;
  const folder = new Folder(projection, parts.store, parts.codec, discards);
  for (const key of keys) {
    await foldAnew(folder, shadow.documents(projection.version), key);
    done.add(key);
  }
}
