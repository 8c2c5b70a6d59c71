import { cloudEvents } from '#contracts/cloud-events.js';
import type { Batch } from '#topics/port.js';
import { everyModel } from './models.js';
import type { Comparison } from '#projections/rebuild/judgement.js';
import type { ProjectorObserver } from '#projections/observer.js';
import { ParkedKeys } from '#projections/parked-keys.js';
import { parseApplied } from '#projections/applied.js';
import type { Applied, Guarded } from '#projections/stored.js';
import { ParkedRetry, type Retried } from '#projections/parked-retry.js';
import { Projector, type ProjectorDependencies } from '#projections/projector.js';
import { documentsOf, type ModelStatus, modelStatusOf } from '#projections/rebuild/model-status.js';
import { Rebuild, type RebuildOptions, type RebuildReport } from '#projections/rebuild/rebuild.js';
import { refold } from '#projections/rebuild/refold.js';
import { verify, type VerifyOptions } from '#projections/rebuild/verification.js';
import type { Projected } from '#projections/projected.js';

/** One read model and all that can be done to keep it; see the run-time for what each does. */
export interface ReadModelRuntime {
  /** kebab-case. */
  readonly name: string;
  /** Of its projection in this release. */
  readonly version: number;
  readonly parked: ParkedKeys;
  /** How many there are. */
  documents(): Promise<number>;
  status(): Promise<ModelStatus>;
  /** Folds a batch of the events topic; resolves when it is stored. */
  handle(batch: Batch): Promise<void>;
  reportProgress(): Promise<void>;
  /** To be called before the first batch: builds the model if it is not there, or of another version. */
  ensureCurrent(): Promise<RebuildReport | undefined>;
  rebuild(options?: RebuildOptions): Promise<RebuildReport>;
  verify(options?: VerifyOptions): Promise<Comparison>;
  /** See ParkedRetry. */
  retryParked(key: string, options?: { readonly dropMessage: boolean }): Promise<Retried>;
  /** Which events are in a document. */
  appliedTo(key: string): Promise<Applied>;
  /** One document anew, after an erasure; false: no such document. */
  refold(id: string): Promise<boolean>;
}

/** Every read model of the service. */
export function readModelRuntimes(
  shared: Omit<ProjectorDependencies, 'cloudEvents'>,
  observer: (model: string) => ProjectorObserver,
): readonly ReadModelRuntime[] {
  const parts = { ...shared, cloudEvents };
  const keep = <Doc extends object>(projected: Projected<Doc>): ReadModelRuntime => {
    const { name, version } = projected.projection;
    const projector = new Projector(projected, parts, observer(name));
    const rebuild = new Rebuild(projected, parts, observer(name));
    const collection = parts.connection.collection<Guarded>(projected.model.collection);
    const parked = new ParkedRetry(projected, parts, observer(name));
    return {
      name,
      version,
      status: () => modelStatusOf(projected, parts),
      documents: () => documentsOf(projected, parts),
      parked: new ParkedKeys(parts.connection, name),
      handle: (batch) => projector.handle(batch),
      reportProgress: () => projector.reportProgress(),
      ensureCurrent: () => rebuild.ensureCurrent(),
      rebuild: (options) => rebuild.rebuild(options),
      verify: (options) => verify(projected, parts, options),
      retryParked: (key, options) => parked.retry(key, options),
      appliedTo: async (key) => parseApplied((await collection.findOne({ _id: key }))?.guard.applied ?? ''),
      refold: (id) => refold(projected, parts, id),
    };
  };
  return everyModel(keep);
}
