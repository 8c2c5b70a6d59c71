import type { Message } from '#distribution/port.js';
import { UnreadableMessageError } from '#event-log/cloud-events.js';
import type { Stored as StoredEvent } from '#event-log/codec.js';
import { discardsOf } from './discards.js';
import { type Folded, Folder } from './folder.js';
import type { ProjectorObserver } from './observer.js';
import { type Cause, type ParkedKey, ParkedKeys, waitingOf } from './parked-keys.js';
import { causeOf } from './poison.js';
import type { Projected } from './projected.js';
import type { ProjectorParts } from './projector.js';
import { stepwise } from './stepwise.js';
import { VisibleDocuments } from './visible-documents.js';

/** What a retry of a parked key led to. */
export type Retried =
  | { readonly kind: 'not-parked' }
  | { readonly kind: 'released' }
  | { readonly kind: 'failed-again'; readonly cause: Cause };

/** Brings a parked key's document up to the end of its queue, from the event store, beside the projector at work. */
export class ParkedRetry<Doc extends object> {
  private readonly documents: VisibleDocuments<Doc>;
  private readonly parkedKeys: ParkedKeys;

  constructor(
    private readonly projected: Projected<Doc>,
    private readonly parts: ProjectorParts,
    private readonly observer: ProjectorObserver,
  ) {
    this.documents = new VisibleDocuments(projected, parts.connection, parts.visibility);
    this.parkedKeys = new ParkedKeys(parts.connection, projected.projection.name);
  }

  /**
   * Releases the key if all that waits could be folded; what came meanwhile is folded too. Events that an operator has
   * discarded are left out. `dropMessage`: a message that was none of ours no longer holds the key up.
   */
  async retry(key: string, { dropMessage = false } = {}): Promise<Retried> {
    const { projection } = this.projected;
    const { store, codec } = this.parts;
    const folder = new Folder(projection, store, codec, await discardsOf(projection, store, codec));
    let released = false;
    for (;;) {
      const parked = await this.parkedKeys.get(key);
      if (parked === null) return { kind: released ? 'released' : 'not-parked' };
      const cause = await this.attempt(folder, parked, dropMessage);
      if (cause === 'lost-race') continue;
      if (cause !== undefined) {
        await this.parkedKeys.failedAgain(key, cause);
        return { kind: 'failed-again', cause };
      }
      released = await this.parkedKeys.release(parked);
      if (released) this.observer.released(key);
    }
  }

  /** Undefined: everything in its queue is in the document. */
  private async attempt(
    folder: Folder<Doc>,
    parked: ParkedKey,
    dropMessage: boolean,
  ): Promise<Cause | 'lost-race' | undefined> {
    const targets = new Map(waitingOf(parked));
    if ('headers' in parked.cause) {
      const event = this.readable(parked.cause);
      if (event !== undefined) targets.set(event.stream, newer(event.revision, targets.get(event.stream)));
      else if (!dropMessage) return parked.cause;
    }
    const before = await this.documents.loadOne(parked.key);
    const folded = await folder.foldUpTo(before, targets);
    const changed = folded.applied > 0 ? [{ before, after: folded.after }] : [];
    const { lost, refused } = await this.documents.save(changed);
    if (lost.size > 0) return 'lost-race';
    if (refused.size > 0) {
      const folded = (result: Folded<Doc>) => this.observer.folded(result);
      return (await stepwise(folder, this.documents, before, targets, folded)).ended;
    }
    this.observer.folded(folded);
    return causeOf(folded, undefined, []);
  }

  /** This release may be able to read what the one that parked it could not. */
  private readable({ headers, value }: Pick<Message, 'headers' | 'value'>): StoredEvent | undefined {
    try {
      return this.parts.cloudEvents.fromMessage({ headers, value });
    } catch (error) {
      if (error instanceof UnreadableMessageError) return undefined;
      throw error;
    }
  }
}

function newer(a: bigint, b: bigint | undefined): bigint {
  return b !== undefined && b > a ? b : a;
}
