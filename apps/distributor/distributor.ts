import { batchSpan } from '#contracts/batch-span.js';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import type { Distribution, Message } from '#topics/port.js';
import type { CoveredEvent, KeptPosition } from '#event-sourcing/identity/kept-position.js';
import type { LogId } from '#event-sourcing/identity/log-identity.js';
import { isLogStream, LOG_CATEGORIES } from '#event-catalogue/log-streams.js';
import { provenanceOf } from '#event-sourcing/cloud-events.js';
import type { EventStore, Position } from '#event-store/port.js';
import { type BackOff, jitteredBackOffMs, pause } from '#runtime/back-off.js';
import { crashPoint } from '#runtime/crash-points.js';
import { originOf } from '#runtime/logging/correlation.js';
import type { Logger } from '#runtime/logging/logger.js';
import { NO_TRACING } from '#runtime/tracing/no-tracing.js';
import { traced, type Tracing } from '#runtime/tracing/tracing.js';
import { addedSince, stepsOf } from './added-categories.js';
import { CheckpointKeeper } from './checkpoint-keeper.js';
import type { CheckpointStore } from './checkpoint-store.js';
import { nextBatch, type OutgoingBatch, type Skip, type SkipReason, type Step, stepOf } from './steps.js';
import { ReadAhead } from './read-ahead.js';
import { ALWAYS, type Turn } from './turn.js';

export interface DistributorDependencies {
  readonly store: EventStore;
  readonly distribution: Distribution;
  readonly checkpoints: CheckpointStore;
  readonly logger: Logger;
  /** Whose events these are; positions and messages say so. Default: nobody is told. */
  readonly log?: Promise<LogId> | undefined;
  /** Default: none. */
  readonly tracing?: Tracing;
  /** When it is this process's turn to publish; default: always. */
  readonly turn?: Turn;
  /** Told how long each publish took, in seconds. */
  readonly onPublished?: (seconds: number) => void;
}

export interface DistributorOptions {
  readonly topic?: string;
  /** Of the topic, should it be missing; default 8. */
  readonly partitions?: number;
  /** Most events in one publish; default 500. */
  readonly maxBatch?: number;
  /** Of the streams that are published; default: all of the log's. Checkpoints name them. */
  readonly categories?: readonly string[];
  /** Between attempts after an error; default 100 ms, doubling up to 10 s, jittered. */
  readonly backOff?: BackOff;
}

export interface DistributorStatus {
  /** `standing-by`: another process publishes. `live`: history is published, what follows is new. */
  readonly state: 'stopped' | 'standing-by' | 'catching-up' | 'live' | 'retrying';
  /** Everything up to here is published. */
  readonly position: Position | undefined;
  /** Counted since the process began; a repeated event counts again. */
  readonly published: number;
  readonly batches: number;
  readonly failures: number;
  readonly skipped: Readonly<Record<SkipReason, number>>;
}

/** Streams with events that cannot be published: so many are remembered as told of. */
const MOST_TOLD = 10_000;

export const CHECKPOINT = 'distributor';

/**
 * Publishes every event of the log, in global order. The checkpoint follows a moment after the publish was confirmed:
 * after a crash some events are published again, none is left out.
 *
 * Nothing lingers: while one batch is on its way the next one gathers, so batches grow with the load and an event that
 * finds the distributor idle leaves at once.
 */
export class Distributor {
  private readonly topic: string;
  private readonly maxBatch: number;
  private readonly categories: readonly string[];
  private readonly current = {
    // Widened, so that the fields can be set.
    state: 'stopped' as DistributorStatus['state'],
    position: undefined as Position | undefined,
    published: 0,
    batches: 0,
    failures: 0,
    skipped: { unreadable: 0, 'too-large': 0 },
  };
  private failuresInARow = 0;
  private readonly told = new Set<string>();
  /** The last event that the position covers. */
  private last: CoveredEvent | undefined;

  constructor(
    private readonly dependencies: DistributorDependencies,
    private readonly options: DistributorOptions = {},
  ) {
    this.topic = options.topic ?? EVENTS_TOPIC;
    this.maxBatch = options.maxBatch ?? 500;
    this.categories = options.categories ?? LOG_CATEGORIES;
  }

  /** Everything up to here is published, by this process or by the one it stands by for. */
  async published(): Promise<Position | undefined> {
    const { state, position } = this.current;
    return state === 'standing-by'
      ? (await this.dependencies.checkpoints.load(CHECKPOINT))?.position
      : position;
  }

  status(): DistributorStatus {
    return { ...this.current, skipped: { ...this.current.skipped } };
  }

  /** Runs until the signal aborts and the batch in hand is published; no error ends it. */
  async run(signal: AbortSignal): Promise<void> {
    const { turn = ALWAYS, logger } = this.dependencies;
    while (!signal.aborted) {
      try {
        this.current.state = 'standing-by';
        await turn((held) => this.distribute(held), signal);
        if (!signal.aborted) logger.info('distributor: another one took over');
      } catch (error) {
        await this.recover(error, signal);
      }
    }
    this.current.state = 'stopped';
  }

  private async recover(error: unknown, signal: AbortSignal): Promise<void> {
    this.failuresInARow += 1;
    this.current.failures += 1;
    this.current.state = 'retrying';
    const backOff = this.options.backOff ?? { firstMs: 100, capMs: 10_000 };
    const afterMs = Math.round(jitteredBackOffMs(this.failuresInARow, backOff));
    const { position } = this.current;
    this.dependencies.logger.error(
      { err: error, position: String(position), failures: this.failuresInARow, afterMs },
      'distributor: interrupted, goes on after a pause',
    );
    await pause(afterMs, signal);
  }

  private async distribute(signal: AbortSignal): Promise<void> {
    const { distribution, checkpoints, logger } = this.dependencies;
    await distribution.ensureTopics([{ name: this.topic, partitions: this.options.partitions ?? 8 }]);
    const log = await this.dependencies.log;
    const keeper = new CheckpointKeeper((kept) => checkpoints.save(CHECKPOINT, kept));
    const after = await this.startingPoint(keeper, log, signal);
    if (signal.aborted) return;
    this.current.state = 'catching-up';
    logger.info({ after: String(after) }, 'distributor: publishing');
    const stop = new AbortController();
    const ahead = new ReadAhead<Step>(this.maxBatch);
    const running = AbortSignal.any([signal, stop.signal]);
    // Whichever ends first, ends the others; what was published until then is saved.
    const endAll = () => {
      stop.abort();
      ahead.close();
      keeper.close();
    };
    const ends = await Promise.allSettled([
      this.read(ahead, after, running, log).finally(() => ahead.close()), // what was read is sent
      this.send(ahead, keeper, running, log).finally(endAll),
      keeper.run().finally(endAll),
    ]);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    if (!signal.aborted) throw new Error('the subscription ended');
  }

  private async startingPoint(
    keeper: CheckpointKeeper,
    log: LogId | undefined,
    signal: AbortSignal,
  ): Promise<Position | undefined> {
    const { checkpoints, store } = this.dependencies;
    // Another process may have come further since; we ourselves may be further than what could be saved.
    const saved = await checkpoints.load(CHECKPOINT);
    if (saved !== undefined && saved.position > (this.current.position ?? -1n)) {
      this.current.position = saved.position;
      this.last = saved.last;
    }
    const last = await store.lastPosition();
    const { position: from } = this.current;
    if (from !== undefined && (last === undefined || last < from))
      throw new Error(`the checkpoint ${from} is ahead of the log's end ${last}: not the log it belongs to`);
    if (from === undefined) return undefined;
    const added = addedSince(saved ?? {}, this.categories);
    if (added.size > 0) await this.publishAdded(added, from, log, signal);
    if (signal.aborted) return from;
    if (added.size > 0 || from !== saved?.position) keeper.moveTo(this.covered(from, log));
    return from;
  }

  private covered(position: Position, log: LogId | undefined): KeptPosition {
    return { position, log, last: this.last, categories: this.categories };
  }

  /** What the checkpoint went past without looking: from its start, and nothing else again. */
  private async publishAdded(
    categories: ReadonlySet<string>,
    upTo: Position,
    log: LogId | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { store, logger } = this.dependencies;
    logger.info(
      { categories: [...categories], upTo: String(upTo) },
      'distributor: publishing new categories',
    );
    for await (const some of stepsOf(store, { categories, upTo, log, atMost: this.maxBatch })) {
      for (let left = some; left.length > 0;) {
        if (signal.aborted) return;
        left = (await this.publishSome(left)).rest;
      }
    }
  }

  private async read(
    ahead: ReadAhead<Step>,
    after: Position | undefined,
    signal: AbortSignal,
    log: LogId | undefined,
  ): Promise<void> {
    const from = after === undefined ? { signal } : { after, signal };
    for await (const message of this.dependencies.store.subscribeToAll(from))
      await ahead.put(stepOf(message, log));
  }

  private async send(
    ahead: ReadAhead<Step>,
    keeper: CheckpointKeeper,
    signal: AbortSignal,
    log: LogId | undefined,
  ): Promise<void> {
    let steps: readonly Step[] = [];
    while (!signal.aborted) {
      if (steps.length === 0) steps = await ahead.take(this.maxBatch);
      if (steps.length === 0) return;
      const { position, last, caughtUp, rest } = await this.publishSome(steps);
      if (position !== undefined) {
        this.current.position = position;
        this.last = last ?? this.last;
        keeper.moveTo(this.covered(position, log));
      }
      if (caughtUp) this.nowLive();
      steps = rest;
    }
  }

  /** As many as fit into one publish. */
  private async publishSome(steps: readonly Step[]): Promise<OutgoingBatch> {
    const batch = nextBatch(steps);
    for (const skip of batch.skipped) this.skip(skip);
    if (batch.messages.length > 0) await this.publish(batch.messages);
    return batch;
  }

  private async publish(messages: readonly Message[]): Promise<void> {
    const { distribution, onPublished, tracing = NO_TRACING } = this.dependencies;
    crashPoint('distributor.before-publish');
    const began = performance.now();
    const span = batchSpan(tracing, 'producer', { topic: this.topic, messages });
    await traced(tracing, 'publish', span, () => distribution.publish(this.topic, messages));
    onPublished?.((performance.now() - began) / 1_000);
    crashPoint('distributor.after-publish');
    this.current.published += messages.length;
    this.current.batches += 1;
    this.failuresInARow = 0;
    if (this.dependencies.logger.isLevelEnabled('debug')) this.tellOf(messages);
  }

  private tellOf(messages: readonly Message[]): void {
    for (const message of messages) {
      const { event, stream, ...from } = provenanceOf(message);
      this.dependencies.logger.debug({ event, stream, ...originOf(from) }, 'distributor: event published');
    }
  }

  private nowLive(): void {
    this.failuresInARow = 0;
    this.current.state = 'live';
    this.dependencies.logger.info(
      { position: this.current.position?.toString() ?? null },
      'distributor: caught up',
    );
  }

  /** Told once of each stream and reason: another application may have millions of events. */
  private skip({ event, reason, detail, origin }: Skip): void {
    this.current.skipped[reason] += 1;
    const { stream } = event;
    const what = `${reason} ${stream}`;
    if (this.told.has(what)) return;
    if (this.told.size === MOST_TOLD) this.told.clear();
    this.told.add(what);
    if (!isLogStream(stream))
      return this.dependencies.logger.warn(
        { stream },
        'distributor: a stream that is not of the service, left out',
      );
    this.dependencies.logger.error(
      { event: event.id, stream, position: String(event.position), ...origin, reason, detail },
      'distributor: event skipped, it cannot be published; others of this stream are only counted',
    );
  }
}
