import type { Instant } from '#decider/brand.js';
import type { Position } from '#event-store/port.js';
import { ParkedKeys } from '../parked-keys.js';
import { Progress } from '../progress.js';
import type { Projected } from '../projected.js';
import type { ProjectorDependencies } from '../projector.js';
import { RebuildState, type UnderWay } from './rebuild-state.js';

/** How a model stands. */
export interface ModelStatus {
  readonly name: string;
  /** Of this release. */
  readonly version: number;
  /** Version that its collection was built by; undefined: never built. */
  readonly builtBy: number | undefined;
  readonly documents: number;
  /** Newest event it has seen, and when that occurred. */
  readonly seen: { readonly position: Position; readonly at: Instant } | undefined;
  readonly parkedKeys: number;
  /** A rebuild that is going on, or was interrupted. */
  readonly rebuild: UnderWay | undefined;
}

/** Documents of a model, those that are gone left out. */
export function documentsOf<Doc extends object>(
  { model }: Pick<Projected<Doc>, 'model'>,
  { connection }: Pick<ProjectorDependencies, 'connection'>,
): Promise<number> {
  return connection.collection(model.collection).countDocuments({ 'guard.gone': { $exists: false } });
}

export async function modelStatusOf<Doc extends object>(
  projected: Projected<Doc>,
  { connection }: Pick<ProjectorDependencies, 'connection'>,
): Promise<ModelStatus> {
  const { name, version } = projected.projection;
  const [progress, rebuild, parkedKeys, documents] = await Promise.all([
    new Progress(connection, name).state(),
    new RebuildState(connection, name).get(),
    new ParkedKeys(connection, name).count(),
    documentsOf(projected, { connection }),
  ]);
  const { position, at } = progress ?? {};
  return {
    name,
    version,
    builtBy: progress?.version,
    documents,
    // Both are written together.
    seen: position && at ? { position: BigInt(position) as Position, at } : undefined,
    parkedKeys,
    rebuild: rebuild ?? undefined,
  };
}
