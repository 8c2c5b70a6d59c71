import { pause } from '#platform/back-off.js';
import { discardsOf } from '../runtime/discards.js';
import { acquire, holding, type Lease } from '../runtime/lease.js';
import type { ProjectorObserver } from '../runtime/observer.js';
import type { Projected, ProjectorParts } from '../runtime/projector.js';
import type { Aside } from './build.js';
import type { Place } from './fold-log.js';
import { type Ground, groundOf } from './ground.js';
import { type Comparison, judge } from './judgement.js';
import { placeOf, type UnderWay } from './rebuild-state.js';
import { buildShadow, type ShadowBuildOptions } from './shadow-build.js';
import { takeOver } from './take-over.js';

export interface RebuildOptions extends ShadowBuildOptions {
  /** From the first event on, whatever an interrupted rebuild has done. */
  readonly fresh?: boolean;
  /** Told that an interrupted rebuild is taken up again, and where. */
  readonly resuming?: ((from: UnderWay) => void) | undefined;
  /** How long to wait for a rebuild elsewhere to end, milliseconds; default: the term of a lease and a second. */
  readonly patienceMs?: number;
  /** Ends it; the next rebuild goes on from what was stored. */
  readonly signal?: AbortSignal;
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
interface Built extends Place {
  readonly aside?: Aside;
  readonly comparison?: Comparison;
}

/** Somebody else rebuilds the model. */
export class RebuildUnderWayError extends Error {
  override readonly name = 'RebuildUnderWayError';
  constructor(model: string) {
    super(`${model} is being rebuilt by another process`);
  }
}

/** Longer than a process stalls, and no longer than anybody wants to wait after a kill, milliseconds. */
const TERM_MS = 15_000;
const ASK_AGAIN_MS = 250;

/** Name of the lease that whoever rebuilds the model has. */
export const rebuildLease = (model: string) => `rebuild:${model}`;

/** Makes a read model again from the event store, while the old one goes on being read and written. */
export class Rebuild<Doc extends object> {
  private readonly ground: Ground<Doc>;
  private readonly name: string;

  constructor(
    private readonly projected: Projected<Doc>,
    private readonly parts: ProjectorParts,
    private readonly observer: ProjectorObserver,
  ) {
    this.ground = groundOf(projected, parts);
    this.name = projected.projection.name;
  }

  /**
   * Builds the model if it was never built, or by another version, and finishes a swap that was cut short. Of several
   * processes one does it, the others wait.
   */
  async ensureCurrent(): Promise<RebuildReport | undefined> {
    for (;;) {
      if (await this.isCurrent()) return undefined;
      const lease = await this.lease(Infinity);
      const report = await holding(lease, TERM_MS, async (signal) =>
        (await this.isCurrent()) ? undefined : this.run(lease, signal, {}),
      );
      if (report !== undefined) return report;
    }
  }

  /**
   * Folds the log into a shadow collection, compares it with the model, and puts it in the model's place by one atomic
   * rename: reads never stop. Events that reached only the old collection meanwhile are folded into the new one after.
   * Whatever fails before the rename leaves the model as it was, and the next rebuild goes on from what was stored.
   * @throws RebuildUnderWayError, LeaseLostError
   */
  async rebuild(options: RebuildOptions = {}): Promise<RebuildReport> {
    const { patienceMs = TERM_MS + 1_000, signal } = options;
    const lease = await this.lease(patienceMs, signal);
    return holding(lease, TERM_MS, (lost) =>
      this.run(lease, signal === undefined ? lost : AbortSignal.any([lost, signal]), options),
    );
  }

  private async isCurrent(): Promise<boolean> {
    const { progress, state, projected } = this.ground;
    const [known, underWay] = await Promise.all([progress.state(), state.get()]);
    return known?.version === projected.projection.version && underWay?.phase !== 'swapping';
  }

  private async lease(patienceMs: number, signal = new AbortController().signal): Promise<Lease> {
    const until = performance.now() + patienceMs;
    for (;;) {
      const lease = await acquire(this.parts.connection, rebuildLease(this.name), TERM_MS);
      if (lease !== undefined) return lease;
      if (performance.now() > until) throw new RebuildUnderWayError(this.name);
      await pause(ASK_AGAIN_MS, signal);
      signal.throwIfAborted();
    }
  }

  private async run(lease: Lease, signal: AbortSignal, options: RebuildOptions): Promise<RebuildReport> {
    const began = performance.now();
    const interrupted = await this.interrupted(options);
    const swapping: Built | undefined = interrupted?.phase === 'swapping' ? placeOf(interrupted) : undefined;
    const built = swapping ?? (await this.build(interrupted, signal, options));
    const parked = await takeOver(this.ground, built, lease, this.observer);
    const { events } = built;
    const seconds = (performance.now() - began) / 1_000;
    this.observer.rebuilt({ events, seconds });
    const { unknown = 0, discarded = 0 } = built.aside ?? {};
    return { events, seconds, parked, unknown, discarded, comparison: built.comparison };
  }

  /** What a process that died left behind, if it can be gone on with. */
  private async interrupted({ fresh = false, resuming }: RebuildOptions): Promise<UnderWay | undefined> {
    const { state, shadow, projected } = this.ground;
    const underWay = await state.get();
    if (fresh || underWay?.version !== projected.projection.version) return undefined;
    // Swapping, the shadow collection may be in the model's place already.
    if (underWay.phase === 'building' && !(await shadow.exists())) return undefined;
    resuming?.(underWay);
    return underWay;
  }

  private async build(
    interrupted: UnderWay | undefined,
    signal: AbortSignal,
    options: RebuildOptions,
  ): Promise<Built> {
    const { store, codec } = this.parts;
    const { projection } = this.projected;
    const { shadow, progress } = this.ground;
    const discards = await discardsOf(projection, store, codec);
    const reached = await buildShadow(this.ground, interrupted, discards, signal, options);
    if ((await progress.state())?.version !== projection.version) return reached;
    const expected = { collection: shadow.collection, poisoned: reached.aside.poisoned, discards };
    // What the live projector has yet to fold is no difference, and is not waited for.
    const patience = { graceMs: 0, inFlight: () => Promise.resolve(true), signal };
    return { ...reached, comparison: await judge(this.ground, expected, patience) };
  }
}
