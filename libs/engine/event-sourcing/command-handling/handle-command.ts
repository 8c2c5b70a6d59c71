import { type Decider, type Decision, type DomainEvent, isRefusal, type Refusal } from '#decider/decider.js';
import { EventStoreError } from '#event-store/errors.js';
import type { AppendResult, EventStore, NewEvent, StreamName } from '#event-store/port.js';
import { crashPoint } from '#runtime/crash-points.js';
import type { Codec } from '../codec.js';
import type { CommandMetadata, Loaded } from '../command-metadata.js';
import { type Head, revisionOf } from '../format/head.js';
import { type Outcome, unchanged } from '../outcome.js';
import type { StreamIdentity } from '../stream-identity.js';
import { appendWithRetry } from './append-with-retry.js';
import { type Carried, type Folded, unread } from './folded.js';
import type { CommandInstrumentation } from './instrumentation.js';
import type { StreamStates } from './stream-states.js';
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
  readonly instrumentation: CommandInstrumentation;
}

export interface CommandHandlingDependencies {
  readonly store: EventStore;
  readonly codec: Codec;
  readonly states: StreamStates;
  readonly warm: WarmStreams;
  /** How often a command is tried while other processes are first. */
  readonly maxTries: number;
  /** How long to find out whether an append was stored, milliseconds. */
  readonly settleMs: number;
  /** Nobody else writes to the store: what is in memory is all there is. */
  readonly alone: boolean;
}

type Decided<S, E> = Outcome<S> | { readonly kind: 'append'; readonly events: readonly [E, ...E[]] };

/** A decision as it is stored, and the stream's head with it. */
interface Encoded {
  readonly records: readonly [NewEvent, ...NewEvent[]];
  readonly head: Head;
}

/** Load, decide, append, until one of them settles it. */
export async function handleCommand<S, E extends DomainEvent>(
  { store, codec, states, warm, maxTries, settleMs, alone }: CommandHandlingDependencies,
  task: Task<S, E>,
): Promise<Outcome<S>> {
  const { decider, of, stream, command, isNew, instrumentation } = task;
  const { generation } = warm;
  const remembered = states.inMemory(decider, stream);
  instrumentation.loading(remembered === undefined ? 'store' : 'memory');
  let folded = remembered ?? (isNew ? unread(decider, stream) : await states.current(decider, stream));
  let current = remembered === undefined ? !isNew : alone;
  for (;;) {
    const carried = folded.commands.get(command.commandId);
    if (carried !== undefined) return repeat(states, task, folded, carried);
    instrumentation.deciding();
    const decided = decide(task, folded);
    if (decided.kind !== 'append') {
      if (current) return decided;
      // Only an append would have noticed another process's events: look before saying no.
      const newer = await states.readOn(decider, stream, folded);
      if (newer.head.revision === folded.head.revision) return decided;
      folded = newer;
      current = true;
      continue;
    }
    const encoded = await encode(codec, task, folded, decided.events);
    warm.beginWriting(stream);
    try {
      instrumentation.appending(encoded.records.length);
      const result = await appendWithRetry(store, stream, revisionOf(folded.head), encoded.records, {
        forMs: settleMs,
        onRetry: () => instrumentation.retry(),
      });
      instrumentation.answered();
      if (result.kind === 'appended') {
        const after = afterwards(task, folded, decided.events, encoded, result);
        warm.put(stream, decider, after, generation);
        crashPoint(`append.${of.category}`);
        const { revision, position } = result;
        return { kind: 'done', answer: after.state, revision, position, repeated: false };
      }
      warm.drop(stream);
    } catch (error) {
      warm.drop(stream); // perhaps it was stored after all: the next command has to look
      throw error;
    } finally {
      warm.endWriting(stream);
    }
    instrumentation.conflict();
    if (instrumentation.attempts > maxTries)
      throw new EventStoreError(
        'unavailable',
        `${stream}: other writers were first ${maxTries} times in a row`,
      );
    folded = await states.readPast(decider, stream, folded);
    current = true;
  }
}

async function encode<S, E extends DomainEvent>(
  codec: Codec,
  { decider, of, stream, command }: Task<S, E>,
  folded: Folded<S>,
  [first, ...others]: readonly [E, ...E[]],
): Promise<Encoded> {
  const subject = decider.subjectOf?.(folded.state) ?? of.subject;
  const to = { category: of.category, partitionKey: of.partitionKey, stream, subject };
  let { record, head } = await codec.encode(first, folded.head, to, command);
  const records: [NewEvent, ...NewEvent[]] = [record];
  for (const event of others) {
    ({ record, head } = await codec.encode(event, head, to, command));
    records.push(record);
  }
  return { records, head };
}

async function repeat<S, E extends DomainEvent>(
  states: StreamStates,
  { decider, stream, command }: Task<S, E>,
  folded: Folded<S>,
  { requestHash, revision, position }: Carried,
): Promise<Outcome<S>> {
  if (requestHash !== command.requestHash) return { kind: 'reused' };
  const { state } = revision === folded.head.revision ? folded : await states.asOf(decider, stream, revision);
  return { kind: 'done', answer: state, revision, position, repeated: true };
}

function decide<S, E extends DomainEvent>(task: Task<S, E>, { state, head }: Folded<S>): Decided<S, E> {
  const { pinned } = task.command;
  const revision = revisionOf(head);
  const hidden = task.hidden?.(state);
  if (hidden !== undefined) return { kind: 'refused', refusal: hidden };
  if (pinned !== undefined && !pinned.some((one) => one === revision))
    return { kind: 'stale', actual: revision };
  const decision = task.decide(state, revision);
  if (isRefusal(decision)) return { kind: 'refused', refusal: decision };
  const [first, ...others] = decision;
  return first === undefined ? unchanged(state, revision) : { kind: 'append', events: [first, ...others] };
}

/** The stream as it is with the command's events. */
function afterwards<S, E extends DomainEvent>(
  { decider, stream, command }: Task<S, E>,
  { state, commands, bytes, personal }: Folded<S>,
  events: readonly E[],
  { records, head }: Encoded,
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
