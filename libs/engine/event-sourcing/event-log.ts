import type { Subject } from '#decider/brand.js';
import type { Decider, Decision, DomainEvent, Refusal } from '#decider/decider.js';
import type { EventStore, Revision, StreamName } from '#event-store/port.js';
import { NO_TRACING } from '#runtime/tracing/no-tracing.js';
import type { Tracing } from '#runtime/tracing/tracing.js';
import type { Codec } from './codec.js';
import type { CommandMetadata, Loaded } from './command-metadata.js';
import { type CommandHandlingDependencies, handleCommand } from './command-handling/handle-command.js';
import { CommandInstrumentation, type Instruments } from './command-handling/instrumentation.js';
import type { Envelope } from './envelope.js';
import { ErasedMeanwhileError } from './keys/key-store-error.js';
import { genesis, revisionOf } from './format/head.js';
import type { EventLogObserver } from './observer.js';
import type { Outcome } from './outcome.js';
import { streamNameOf } from './stream-name.js';
import { StreamQueue } from './command-handling/stream-queue.js';
import { StreamReader } from './command-handling/stream-reader.js';
import { StreamStates } from './command-handling/stream-states.js';
import { type WarmLimits, WarmStreams } from './command-handling/warm-streams.js';
import type { StreamIdentity } from './stream-identity.js';

export type { CommandMetadata, Followed, Loaded } from './command-metadata.js';

export interface EventLogOptions {
  /** What is kept in memory so that a command on a stream used lately needs no read. */
  readonly warm?: Partial<WarmLimits>;
  /** Nobody but this log writes to the store: what is in memory of a stream is all there is of it (default: false). */
  readonly alone?: boolean;
  /** How often a command is tried while other processes are first (default 32). */
  readonly maxTries?: number;
  /** How long to find out whether an append was stored, milliseconds (default 10,000). */
  readonly settleMs?: number;
  readonly observer?: EventLogObserver;
  /** Default: none. */
  readonly tracing?: Tracing;
}

export interface ExecuteOptions<S> {
  /** Why the command may not even know the stream: refused before the pinned revisions are looked at. */
  readonly hidden?: (state: S) => Refusal | undefined;
  /** The stream is most likely new: it is read only if it is not, or if nothing is appended. */
  readonly isNew?: boolean;
}

/** How new a state has to be. By default: as the store has it now. */
export interface LoadOptions {
  /** False: it may be as this process last saw it, without other processes' latest. */
  readonly fresh?: boolean;
  /**
   * For a reaction: of streams of the event's own partition it may be as this process last saw it. That is no older than
   * the event, and whatever comes later has its own reaction.
   */
  readonly after?: Pick<CommandMetadata, 'followed'>;
}

/** Between deciders and the event store's port: load, fold, decide, append. */
export class EventLog {
  private readonly reader: StreamReader;
  private readonly warm: WarmStreams;
  private readonly states: StreamStates;
  private readonly handling: CommandHandlingDependencies;
  private readonly instruments: Instruments;
  private readonly queue = new StreamQueue();
  private readonly alone: boolean;

  constructor(
    store: EventStore,
    private readonly codec: Codec,
    {
      warm,
      alone = false,
      maxTries = 32,
      settleMs = 10_000,
      observer = {},
      tracing = NO_TRACING,
    }: EventLogOptions = {},
  ) {
    this.alone = alone;
    this.reader = new StreamReader(store, codec, (stream) => observer.read?.(stream));
    this.warm = new WarmStreams({ streams: 8_000, bytes: 32 * 1_048_576, maxAgeMs: 600_000, ...warm });
    this.states = new StreamStates(this.reader, this.warm);
    this.instruments = { observer, tracing };
    const { states, warm: kept } = this;
    this.handling = { store, codec, states, warm: kept, maxTries, settleMs, alone };
  }

  /**
   * Makes the key for a person's data ahead of the first event that needs it, so that the two durable writes can go on
   * side by side. @throws KeyStoreError
   */
  async prepare(subject: Subject): Promise<void> {
    try {
      await this.codec.prepare(subject);
    } catch (error) {
      if (!(error instanceof ErasedMeanwhileError)) throw error;
      this.warm.clear();
      await this.codec.prepare(subject);
    }
  }

  /** The current state, unless an older one will do. @throws DecodeError, EventStoreError */
  async load<S, E extends DomainEvent>(
    decider: Decider<S, E>,
    of: StreamIdentity,
    { fresh = true, after }: LoadOptions = {},
  ): Promise<Loaded<S>> {
    const stream = streamNameOf(of);
    const old = !fresh || after?.followed?.partitionKey === of.partitionKey;
    // What is being written has not been acknowledged, but its event may have been seen: alone is no older than that.
    const settled = this.alone ? this.states.settled(decider, stream) : undefined;
    const inMemory = old ? this.states.inMemory(decider, stream) : settled;
    const { state, head } = inMemory ?? (await this.states.current(decider, stream));
    return { state, revision: revisionOf(head) };
  }

  /** The state as far as it is in memory, which may be not at all: for what is looked at again where it is decided. */
  lastSeen<S, E extends DomainEvent>(decider: Decider<S, E>, of: StreamIdentity): S | undefined {
    return this.states.inMemory(decider, streamNameOf(of))?.state;
  }

  /**
   * Loads, decides, appends; on a conflict reads on and decides again (bounded), unless pinned. `decide` may be called
   * several times and must be pure. A command that left events on the stream is not carried out twice: its original
   * result is given again. Personal data is sealed for `decider.subjectOf(state)` (state before the decision), else
   * for `of.subject`.
   * @throws EventStoreError `unavailable`: nothing was stored; `outcome-unknown`: the same command again settles it.
   * @throws DecodeError the stream cannot be read. TypeError: the decision cannot be stored. ErasedMeanwhileError.
   */
  async execute<S, E extends DomainEvent>(
    decider: Decider<S, E>,
    of: StreamIdentity,
    asked: CommandMetadata,
    decide: (state: S, revision: Loaded<S>['revision']) => Decision<E>,
    { hidden, isNew = false }: ExecuteOptions<S> = {},
  ): Promise<Outcome<S>> {
    const stream = streamNameOf(of);
    const instrumentation = new CommandInstrumentation(this.instruments, of.category, stream, asked);
    const { command } = instrumentation;
    const endTurn = await this.queue.turn(stream);
    try {
      const task = { decider, of, stream, command, decide, hidden, isNew, instrumentation };
      const outcome = await handleCommand(this.handling, task);
      instrumentation.handled(outcome);
      return outcome;
    } catch (error) {
      if (error instanceof ErasedMeanwhileError) this.warm.clear();
      instrumentation.failed(error);
      throw error;
    } finally {
      endTurn();
      instrumentation.end();
    }
  }

  /** All events of one stream, decoded; empty for a missing stream. @throws DecodeError, EventStoreError */
  history(of: Pick<StreamIdentity, 'category' | 'id'>): Promise<readonly Envelope[]> {
    const stream = streamNameOf(of);
    return this.reader.envelopes(stream, genesis(stream));
  }

  /** Destroys the person's key and forgets every state in memory: from then on their data reads `erased`. */
  async erase(subject: Subject): Promise<void> {
    await this.codec.erase(subject);
    this.warm.clear();
  }

  /** There is an event of that revision: whatever is in memory without it is read on when it is asked for. */
  seen(stream: StreamName, revision: Revision): void {
    this.warm.seen(stream, revision);
  }

  /** There may be events that nobody will say were seen: others were told of them. */
  missed(): void {
    if (!this.alone) this.warm.clear();
  }

  /** Forgets every state in memory: somebody was erased, perhaps by another process. */
  forget(): void {
    this.warm.clear();
  }
}
