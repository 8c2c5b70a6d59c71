import type { mongo } from 'mongoose';
import type { Position, RecordedEvent } from '#event-store/port.js';
import { crashPoint } from '#platform/crash-points.js';
import { dropIfThere } from '#platform/mongodb/drop.js';
import { CollectionBuild } from './collection-build.js';
import { type Comparison, compare } from './comparison.js';
import { Documents } from './documents.js';
import type { ProjectorObserver } from './observer.js';
import { ParkedKeys } from './parked-keys.js';
import { originOfCause } from './poison.js';
import { Progress } from './progress.js';
import { type Projected, Projector, type ProjectorParts } from './projector.js';
import { groupsOf, pages, seenOf } from './recorded.js';
import type { Guarded } from './stored.js';

export interface RebuildReport {
  /** Events of the whole log that were looked at. */
  readonly events: number;
  readonly seconds: number;
  /** Keys that had to be parked. */
  readonly parked: readonly string[];
  /** With the model as it was before; undefined: there was none, or of another version. */
  readonly comparison: Comparison | undefined;
}

/** The log is read once more until a pass finds fewer events than this; the rest is folded after the swap. */
const SMALL_PASS = 1_000;

/** Makes a read model again from the event store, while the old one goes on being read and written. */
export class Rebuild<Doc extends object> {
  private readonly progress: Progress;
  private readonly parkedKeys: ParkedKeys;
  private readonly projector: Projector<Doc>;

  constructor(
    private readonly projected: Projected<Doc>,
    private readonly parts: ProjectorParts,
    private readonly observer: ProjectorObserver,
  ) {
    this.progress = new Progress(parts.connection, projected.projection.name);
    this.parkedKeys = new ParkedKeys(parts.connection, projected.projection.name);
    this.projector = new Projector(projected, parts, observer);
  }

  /** Builds the model if it was never built, or by another version, and finishes a swap that was cut short. */
  async ensureCurrent(): Promise<RebuildReport | undefined> {
    const state = await this.progress.state();
    if (state?.version !== this.projected.projection.version) return this.rebuild();
    if (state.swappedAt !== undefined) await this.catchUp(BigInt(state.swappedAt));
    return undefined;
  }

  /**
   * Folds the log into a shadow collection, compares it with the model, and puts it in the model's place by one atomic
   * rename: reads never stop. Events that reached only the old collection meanwhile are folded into the new one after.
   * One rebuild of a model at a time; anything that fails before the rename leaves the model as it was.
   */
  async rebuild(): Promise<RebuildReport> {
    const began = performance.now();
    const { projection, model } = this.projected;
    const shadow = await this.shadow('rebuild');
    const { build, events, position } = await this.build(shadow);
    const sameVersion = (await this.progress.state())?.version === projection.version;
    const comparison = sameVersion ? await compare(shadow, this.live()) : undefined;
    await this.progress.swapping(position);
    crashPoint('rebuild.before-swap');
    await shadow.rename(model.collection, { dropTarget: true });
    crashPoint('rebuild.after-swap');
    await this.parkedKeys.releaseAll();
    for (const [key, { cause, waiting }] of build.poisoned) {
      await this.parkedKeys.park(key, cause, waiting);
      this.observer.parked(key, cause.reason, cause.message, originOfCause(cause));
    }
    await this.catchUp(position ?? -1n);
    const seconds = (performance.now() - began) / 1_000;
    this.observer.rebuilt({ events, seconds });
    return { events, seconds, parked: [...build.poisoned.keys()], comparison };
  }

  /** Folds the log beside the model and tells where they differ. The model is not touched. */
  async verify(): Promise<Comparison> {
    const shadow = await this.shadow('verify');
    await this.build(shadow);
    const comparison = await compare(shadow, this.live());
    await shadow.drop();
    return comparison;
  }

  private live(): mongo.Collection<Guarded> {
    return this.parts.connection.collection<Guarded>(this.projected.model.collection);
  }

  /** An empty collection with the model's indexes. */
  private async shadow(purpose: 'rebuild' | 'verify'): Promise<mongo.Collection<Guarded>> {
    const { connection } = this.parts;
    const { model } = this.projected;
    const shadow = connection.collection<Guarded>(`${model.collection}.${purpose}`);
    await dropIfThere(shadow);
    await connection.createCollection(shadow.collectionName);
    for (const [fields, options] of model.on(connection).schema.indexes()) {
      await shadow.createIndex(fields as mongo.IndexSpecification, options as mongo.CreateIndexesOptions); // schema.ts'
    }
    return shadow;
  }

  private async build(collection: mongo.Collection<Guarded>) {
    const { projection } = this.projected;
    const { store, codec } = this.parts;
    const documents = new Documents<Doc>(collection, projection.version);
    const build = new CollectionBuild(projection, store, codec, documents);
    let events = 0;
    let position: Position | undefined;
    for (let pass = SMALL_PASS; pass >= SMALL_PASS;) {
      pass = 0;
      for await (const page of pages(store, position)) {
        await build.add(groupsOf(page, projection));
        position = page.at(-1)?.position;
        pass += page.length;
      }
      events += pass;
    }
    await build.finish();
    return { build, events, position };
  }

  /** Folds what came after a position into the model, side by side with its projectors, and ends a swap. */
  private async catchUp(after: bigint): Promise<void> {
    const { store } = this.parts;
    let newest: RecordedEvent | undefined;
    // -1: the log was empty, and what came since starts with its first event.
    for await (const page of pages(store, after < 0n ? undefined : (after as Position))) {
      await this.projector.project(groupsOf(page, this.projected.projection));
      newest = page.at(-1);
    }
    if (newest === undefined) {
      for await (const last of store.readAll({ direction: 'backwards', limit: 1 })) newest = last;
    }
    await this.progress.built(this.projected.projection.version, seenOf(newest));
  }
}
