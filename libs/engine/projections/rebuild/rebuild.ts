import { discardsOf } from '../discards.js';
import type { ProjectorObserver } from '../observer.js';
import type { Projected } from '../projected.js';
import type { ProjectorDependencies } from '../projector.js';
import { alone, type AloneOptions } from './alone.js';
import type { Aside } from './build.js';
import type { RebuildPlace } from './fold-log.js';
import { type RebuildDependencies, groundOf } from './dependencies.js';
import { type Comparison, judge } from './judgement.js';
import { rebuildPlaceOf, type UnderWay } from './rebuild-state.js';
import { Shadow } from './shadow.js';
import { buildShadow, type Interrupted, type ShadowBuildOptions } from './shadow-build.js';
import { takeOver } from './take-over.js';

export interface RebuildOptions extends ShadowBuildOptions, AloneOptions {
  /** From the first event on, whatever an interrupted rebuild has done. */
  readonly fresh?: boolean | undefined;
  /** Told that an interrupted rebuild is taken up again, and where. */
  readonly resuming?: ((from: UnderWay) => void) | undefined;
  /** For the report: whether events are on their way to the model that is replaced; default: they may be. */
  readonly inFlight?: (() => Promise<boolean>) | undefined;
}

export interface RebuildReport {
  /** Events of the whole log that were looked at. */
  readonly events: number;
  /** Of this run. */
  readonly seconds: number;
  /** Keys that had to be parked. */
  readonly parked: readonly string[];
  /** Events of types this release does not know, stepped over in this run. */
  readonly unknown: number;
  /** Events left out in this run, as operators decided. */
  readonly discarded: number;
  /** With the model as it was before; undefined: there was none, or of another version, or a swap was only finished. */
  readonly comparison: Comparison | undefined;
}

/** Ready for the swap. */
interface Built<Doc extends object> extends RebuildPlace {
  readonly shadow: Shadow<Doc>;
  readonly aside?: Aside;
  readonly comparison?: Comparison;
}

/** Name of the lease that whoever rebuilds the model has. */
export const rebuildLease = (model: string) => `rebuild of ${model}`;

/** Makes a read model again from the event store, while the old one goes on being read and written. */
export class Rebuild<Doc extends object> {
  private readonly ground: RebuildDependencies<Doc>;
  private readonly lease: string;

  constructor(
    private readonly projected: Projected<Doc>,
    private readonly parts: ProjectorDependencies,
    private readonly observer: ProjectorObserver,
  ) {
    this.ground = groundOf(projected, parts);
    this.lease = rebuildLease(projected.projection.name);
  }

  /**
   * Builds the model if it was never built, or by another version, and finishes a swap that was cut short. Of several
   * processes one does it, the others wait. A lease that gets lost on the way is waited for again.
   */
  async ensureCurrent(options: AloneOptions = {}): Promise<RebuildReport | undefined> {
    if (await this.isCurrent()) return undefined;
    return alone(this.parts.connection, this.lease, { patienceMs: Infinity, ...options }, async (held) =>
      (await this.isCurrent()) ? undefined : this.run(held, {}),
    );
  }

  /**
   * Folds the log into a shadow collection, compares it with the model, and puts it in the model's place by one atomic
   * rename: reads never stop. Events that reached only the old collection meanwhile are folded into the new one after.
   * Whatever fails before the rename leaves the model as it was, and the next rebuild goes on from what was stored.
   * @throws BusyElsewhereError, LeaseLostError
   */
  async rebuild(options: RebuildOptions = {}): Promise<RebuildReport> {
    return alone(this.parts.connection, this.lease, options, (held) => this.run(held, options));
  }

  private async isCurrent(): Promise<boolean> {
    const { progress, state, projected } = this.ground;
    const [known, underWay] = await Promise.all([progress.state(), state.get()]);
    return known?.version === projected.projection.version && underWay?.phase !== 'swapping';
  }

  private async run(held: AbortSignal, options: RebuildOptions): Promise<RebuildReport> {
    const began = performance.now();
    const { shadow, aside, comparison, ...place } = await this.ready(held, options);
    const parked = await takeOver(this.ground, shadow, place, held, this.observer);
    const { events } = place;
    const seconds = (performance.now() - began) / 1_000;
    this.observer.rebuilt({ events, seconds });
    const { unknown = 0, discarded = 0 } = aside ?? {};
    return { events, seconds, parked, unknown, discarded, comparison };
  }

  /** Everything up to the swap: from the beginning, or from what a process that died left behind. */
  private async ready(held: AbortSignal, options: RebuildOptions): Promise<Built<Doc>> {
    const { state, projected, parts } = this.ground;
    const { fresh = false, resuming } = options;
    const underWay = await state.get();
    if (fresh || underWay?.version !== projected.projection.version)
      return this.build(undefined, held, options);
    const shadow = new Shadow(parts.connection, projected.model, underWay.shadow);
    const from = rebuildPlaceOf(underWay);
    // Swapping, the shadow collection may be in the model's place already.
    if (underWay.phase === 'building' && !(await shadow.exists()))
      return this.build(undefined, held, options);
    resuming?.(underWay);
    return underWay.phase === 'swapping' ? { shadow, ...from } : this.build({ shadow, from }, held, options);
  }

  private async build(
    interrupted: Interrupted<Doc> | undefined,
    held: AbortSignal,
    options: RebuildOptions,
  ): Promise<Built<Doc>> {
    const { store, codec } = this.parts;
    const { projection } = this.projected;
    const discards = await discardsOf(projection, store, codec);
    const built = await buildShadow(this.ground, interrupted, discards, held, options);
    if ((await this.ground.progress.state())?.version !== projection.version) return built;
    const expected = { collection: built.shadow.collection, poisoned: built.aside.poisoned, discards };
    // What the live projector has yet to fold is no difference, and is not waited for.
    const { inFlight = () => Promise.resolve(true) } = options;
    const comparison = await judge(this.ground, expected, { graceMs: 0, inFlight, signal: held });
    return { ...built, comparison };
  }
}
