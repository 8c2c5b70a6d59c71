import { type Decider, type Decision, type DomainEvent, isRefusal, type Refusal } from '#decider/decider.js';
import { EventStoreError } from '#event-store/errors.js';
import type { AppendResult, EventStore, NewEvent, StreamName } from '#event-store/port.js';
import { crashPoint } from '#platform/crash-points.js';
import type { Codec, Destination } from '../codec.js';
import type { CommandMetadata, Execution, Loaded } from '../execution.js';
import { type Carried, type Folded, unread } from './folded.js';
import { type Head, revisionOf } from '../format/head.js';
import type { StreamIdentity } from '../stream-identity.js';
import type { CommandReport } from './command-report.js';
import type { StreamStates } from './stream-states.js';
import { appendSurely } from './sure-append.js';
import type { WarmStreams } from './warm-streams.js';

/** One command on one stream. */
export interface Task<S, E extends DomainEvent> {
  readonly decider: Decider<S, E>;
  readonly of: StreamIdentity;
  readonly stream: StreamName;
  readonly command: CommandMetadata;
  readonly decide: (state: S, revision: Loaded<S>['revision']) => Decision<E>;
  /** Why the command may not even know the stream: said before anything about its revision. */
  readonly hidden?: ((state: S) => Refusal | undefined) | undefined;
  /** Nothing is in memory of a stream that is most likely new: then it is not read before the store says that it is not. */
  readonly isNew: boolean;
  readonly report: CommandReport;
}

export interface CommandCycleParts {
  readonly store: EventStore;
  readonly codec: Codec;
  readonly states: StreamStates;
  readonly warm: WarmStreams;
  readonly maxTries: number;
  readonly settleMs: number;
  /** Nobody else writes to the store: what is in memory is all there is. */
  readonly alone: boolean;
}

type Decided<S, E> = Execution<S> | { readonly kind: 'append'; readonly events: readonly [E, ...E[]] };

/** Load, decide, append, until one of them settles it. */
export class CommandCycle {
  constructor(private readonly parts: CommandCycleParts) {}

  async run<S, E extends DomainEvent>(task: Task<S, E>): Promise<Execution<S>> {
    const { states, maxTries, alone } = this.parts;
    const { decider, stream, command, isNew, report } = task;
    const generation = this.parts.warm.generation;
    const warm = states.inMemory(decider, stream);
    report.lookedUp(warm === undefined ? 'store' : 'memory');
    let folded = warm ?? (isNew ? unread(decider, stream) : await states.current(decider, stream));
    let current = warm === undefined ? !isNew : alone;
    for (;;) {
      const carried = folded.commands.get(command.commandId);
      if (carried !== undefined) return this.repeat(task, folded, carried);
      report.deciding();
      const decided = decide(task, folded);
      if (decided.kind === 'append') {
        const appended = await this.append(task, folded, decided.events, generation);
        if (appended !== 'conflict') return appended;
        report.conflict();
        if (report.attempts > maxTries) {
          throw new EventStoreError(
            'unavailable',
            `${stream}: other writers were first ${maxTries} times in a row`,
          );
        }
        folded = await states.readPast(decider, stream, folded);
        current = true;
      } else if (current) {
        return decided;
      } else {
        // Only an append would have noticed another process's events: look before saying no.
        const newer = await states.readOn(decider, stream, folded);
        if (newer.head.revision === folded.head.revision) return decided;
        folded = newer;
        current = true;
      }
    }
  }

  private async append<S, E extends DomainEvent>(
    task: Task<S, E>,
    folded: Folded<S>,
    events: readonly [E, ...E[]],
    generation: number,
  ): Promise<Execution<S> | 'conflict'> {
    const { decider, of, stream, command, report } = task;
    const subject = decider.subjectOf?.(folded.state) ?? of.subject;
    const to = { category: of.category, partitionKey: of.partitionKey, stream, subject };
    const { records, head } = await this.encode(events, folded.head, to, command);
    const { warm } = this.parts;
    warm.beginWriting(stream);
    try {
      const result = await this.appendSurely(stream, folded.head, records, report);
      if (result.kind === 'conflict') {
        warm.drop(stream);
        return 'conflict';
      }
      const after = afterwards(task, folded, { events, records, head }, result);
      warm.put(stream, decider, after, generation);
      crashPoint(`append.${of.category}`);
      const { revision, position } = result;
      return { kind: 'done', state: after.state, revision, position, repeated: false };
    } finally {
      warm.endWriting(stream);
    }
  }

  private async appendSurely(
    stream: StreamName,
    head: Head,
    records: readonly [NewEvent, ...NewEvent[]],
    report: CommandReport,
  ): Promise<AppendResult> {
    const { store, settleMs, warm } = this.parts;
    report.appending(records.length);
    const began = performance.now();
    try {
      const result = await appendSurely(store, stream, revisionOf(head), records, {
        forMs: settleMs,
        onRetry: () => report.retry(),
      });
      report.answered((performance.now() - began) / 1_000);
      return result;
    } catch (error) {
      // Perhaps it was stored after all: the next command has to look.
      warm.drop(stream);
      throw error;
    }
  }

  private async encode(
    [first, ...others]: readonly [DomainEvent, ...DomainEvent[]],
    after: Head,
    to: Destination,
    command: CommandMetadata,
  ): Promise<{ readonly records: readonly [NewEvent, ...NewEvent[]]; readonly head: Head }> {
    let { record, head } = await this.parts.codec.encode(first, after, to, command);
    const records: [NewEvent, ...NewEvent[]] = [record];
    for (const event of others) {
      ({ record, head } = await this.parts.codec.encode(event, head, to, command));
      records.push(record);
    }
    return { records, head };
  }

  private async repeat<S, E extends DomainEvent>(
    { decider, stream, command }: Task<S, E>,
    folded: Folded<S>,
    { requestHash, revision, position }: Carried,
  ): Promise<Execution<S>> {
    if (requestHash !== command.requestHash) return { kind: 'reused' };
    const then =
      revision === folded.head.revision ? folded : await this.parts.states.asOf(decider, stream, revision);
    return { kind: 'done', state: then.state, revision, position, repeated: true };
  }
}

function decide<S, E extends DomainEvent>(task: Task<S, E>, { state, head }: Folded<S>): Decided<S, E> {
  const { pinned } = task.command;
  const revision = revisionOf(head);
  const hidden = task.hidden?.(state);
  if (hidden !== undefined) return { kind: 'refused', refusal: hidden, revision };
  if (pinned !== undefined && !pinned.some((one) => one === revision))
    return { kind: 'stale', actual: revision };
  const decision = task.decide(state, revision);
  if (isRefusal(decision)) return { kind: 'refused', refusal: decision, revision };
  const [first, ...others] = decision;
  if (first === undefined) return { kind: 'done', state, revision, position: undefined, repeated: false };
  return { kind: 'append', events: [first, ...others] };
}

/** The stream as it is with the command's events. */
function afterwards<S, E extends DomainEvent>(
  { decider, stream, command }: Task<S, E>,
  { state, commands, bytes, personal }: Folded<S>,
  {
    events,
    records,
    head,
  }: { readonly events: readonly E[]; readonly records: readonly NewEvent[]; readonly head: Head },
  { revision, position }: Extract<AppendResult, { readonly kind: 'appended' }>,
): Folded<S> {
  if (revision !== head.revision)
    throw new Error(`${stream}: stored up to ${revision} instead of ${head.revision}`);
  commands.set(command.commandId, { requestHash: command.requestHash, revision, position });
  return {
    state: events.reduce(decider.evolve, state),
    head,
    commands,
    bytes: bytes + sizeOf(records),
    personal: personal || events.some((event) => event.personal !== undefined),
  };
}

function sizeOf(records: readonly NewEvent[]): number {
  return records.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
}
