import type { Codec, StoredEvent } from '#event-sourcing/codec.js';
import { DecodeError } from '#event-sourcing/decode-error.js';
import type { EventMetadata } from '#event-sourcing/envelope.js';
import { KeyStoreError } from '#event-sourcing/keys/key-store-error.js';
import { metadataOf } from '#event-sourcing/metadata.js';
import type { EventStore, Revision, StreamName } from '#event-store/port.js';
import { Slices } from '#runtime/slices.js';
import { type Discards, NO_DISCARDS } from './discards.js';
import { codePlaceOf } from './place-of.js';
import type { Projection } from './projection.js';
import type { Kept } from './stored.js';

/** Why a key is parked. */
export type PoisonReason =
  /** The event cannot be read. */
  | 'undecodable'
  /** The fold threw. */
  | 'fold-failed'
  /** Earlier events are missing, and the event store does not have them either. */
  | 'gap'
  /** The database refuses the document. */
  | 'write-refused'
  /** What follows from the event could not be carried out: the process manager's. */
  | 'reaction-failed'
  /** The message is not one of ours: not even its stream can be told. */
  | 'unreadable-message';

/** An event this release knows nothing of, stepped over. */
export interface Unknown {
  readonly stream: StreamName;
  readonly revision: bigint;
  readonly type: string;
  readonly origin: TraceOrigin;
}

/** What is known of where an event comes from, whether or not it can be read. */
export type TraceOrigin = Partial<Pick<EventMetadata, 'correlationId' | 'traceparent'>>;

export interface FoldedDocument<Doc extends object> {
  /** Everything up to the poison event, if there is one. */
  readonly after: Kept<Doc>;
  readonly applied: number;
  readonly repeated: number;
  /** Of those applied: missing from the topic and read from the event store. */
  readonly healed: number;
  readonly unknown: readonly Unknown[];
  /** Of those applied: left out, as an operator decided. */
  readonly discarded: number;
  /** Of those applied: the last. */
  readonly last: StoredEvent | undefined;
  /** Events not looked at, because as many as may be were applied before; empty where there is a poison event. */
  readonly rest: readonly StoredEvent[];
  readonly poison:
    { readonly event: StoredEvent; readonly reason: PoisonReason; readonly message: string } | undefined;
}

const PAGE = 500;

export class Poison extends Error {
  constructor(
    readonly reason: PoisonReason,
    readonly event: StoredEvent,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** Folds events into a document in hand: ignores repeats, heals gaps, stops at the first event it cannot fold. */
export class Folder<Doc extends object> {
  constructor(
    private readonly projection: Projection<Doc>,
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly codec: Pick<Codec, 'decode'>,
    private readonly discards: Discards = NO_DISCARDS,
  ) {}

  /**
   * `events`: of this document's streams, each stream's in order; at most `most` are applied.
   * @throws whatever event store and key store throw when they are out of reach: nothing is wrong with the event.
   */
  async fold(
    before: Kept<Doc>,
    events: readonly StoredEvent[],
    most = Infinity,
  ): Promise<FoldedDocument<Doc>> {
    const applied = new Map(before.applied);
    const unknown: Unknown[] = [];
    let document = before.document;
    let [count, repeated, healed, discarded, done] = [0, 0, 0, 0, 0];
    let last: StoredEvent | undefined;
    let poison: FoldedDocument<Doc>['poison'];
    const slices = new Slices();

    const step = async (event: StoredEvent): Promise<void> => {
      if (this.discards.has(event)) discarded += 1;
      else document = await this.next(document, event, unknown);
      applied.set(event.stream, event.revision);
      count += 1;
      last = event;
      if (slices.over) await slices.next();
    };
    try {
      for (const event of events) {
        if (count === most) break;
        const next = (applied.get(event.stream) ?? -1n) + 1n;
        if (event.revision < next) {
          repeated += 1;
        } else {
          if (event.revision > next) {
            for await (const missing of this.between(next, event, most - count)) {
              await step(missing);
              healed += 1;
              if (count === most) break;
            }
          }
          if (count === most) break;
          await step(event);
        }
        done += 1;
      }
    } catch (error) {
      if (!(error instanceof Poison)) throw error;
      poison = { event: error.event, reason: error.reason, message: error.message };
    }
    const after = { ...before, document, applied };
    const rest = poison === undefined && done < events.length ? events.slice(done) : [];
    return { after, applied: count, repeated, healed, unknown, discarded, last, rest, poison };
  }

  /** Folds the streams from the event store, from where the document is up to these revisions (inclusive). */
  async foldUpTo(before: Kept<Doc>, targets: ReadonlyMap<StreamName, bigint>): Promise<FoldedDocument<Doc>> {
    return this.fold(before, await this.missing(before, targets));
  }

  /** What is missing up to these revisions (inclusive), in the order of the log, as it would have come. */
  async missing(
    { applied }: Pick<Kept<Doc>, 'applied'>,
    targets: ReadonlyMap<StreamName, bigint>,
  ): Promise<readonly StoredEvent[]> {
    const events: StoredEvent[] = [];
    for (const [stream, revision] of targets) {
      const from = (applied.get(stream) ?? -1n) + 1n;
      for await (const event of this.read(stream, from, revision)) events.push(event);
    }
    return events.sort((a, b) => (a.position < b.position ? -1 : 1));
  }

  private async next(document: Doc | null, event: StoredEvent, unknown: Unknown[]): Promise<Doc | null> {
    try {
      const envelope = await this.codec.decode(event);
      try {
        return this.projection.fold(document, envelope);
      } catch (cause) {
        throw new Poison('fold-failed', event, codePlaceOf(cause), cause);
      }
    } catch (error) {
      // One person's: the others' events can be read.
      if (error instanceof KeyStoreError && error.code === 'damaged')
        throw new Poison('undecodable', event, error.message, error);
      if (!(error instanceof DecodeError)) throw error;
      if (error.code !== 'unknown-type') throw new Poison('undecodable', event, error.message, error);
      const { stream, revision, type } = event;
      unknown.push({ stream, revision, type, origin: metadataOf(event) ?? {} });
      return document;
    }
  }

  private async *between(from: bigint, event: StoredEvent, most: number): AsyncGenerator<StoredEvent> {
    let expected = from;
    for await (const missing of this.read(event.stream, from, event.revision - 1n, most)) {
      if (missing.revision !== expected) break;
      yield missing;
      expected += 1n;
    }
    if (expected !== event.revision) {
      throw new Poison('gap', event, `${event.stream}@${expected} is not in the event store`);
    }
  }

  /** Revisions `from` to `to`, both inclusive, as far as they exist, a page at a time. */
  private async *read(
    stream: StreamName,
    from: bigint,
    to: bigint,
    most = Infinity,
  ): AsyncGenerator<StoredEvent> {
    const size = Math.min(PAGE, most);
    for (let next = from; next <= to; next += BigInt(size)) {
      const limit = Number(to - next + 1n < size ? to - next + 1n : size);
      const page = await this.store.readStream(stream, { from: next as Revision, limit }); // counted on from a revision
      if (page.kind === 'no_stream') return;
      yield* page.events;
      if (page.events.length < limit) return;
    }
  }
}
