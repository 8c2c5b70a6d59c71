import type { Message } from '#topics/port.js';
import { UnreadableMessageError } from '#event-sourcing/cloud-events.js';
import type { StoredEvent } from '#event-sourcing/codec.js';
import { type Applying, applyToOne } from './apply-up-to.js';
import { discardsOf } from './discards.js';
import { Folder } from './folder.js';
import type { ProjectorObserver } from './observer.js';
import { type Cause, type Newest, type ParkedKey, ParkedKeys, waitingOf } from './parked-keys.js';
import { newerOf, newestOf } from './poison.js';
import type { Projected } from './projected.js';
import type { ProjectorDependencies } from './projector.js';
import { VisibleDocuments } from './visible-documents.js';

/** What a retry of a parked key led to. */
export type Retried =
  | { readonly kind: 'not-parked' }
  | { readonly kind: 'released' }
  | { readonly kind: 'failed-again'; readonly cause: Cause };

/** Brings a parked key's document up to the end of its queue, from the event store, beside the projector at work. */
export class ParkedRetry<Doc extends object> {
  private readonly parkedKeys: ParkedKeys;

  constructor(
    private readonly projected: Projected<Doc>,
    private readonly parts: ProjectorDependencies,
    private readonly observer: ProjectorObserver,
  ) {
    this.parkedKeys = new ParkedKeys(parts.connection, projected.projection.name);
  }

  /**
   * Releases the key if all that waits could be folded; what came meanwhile is folded too. Events that an operator has
   * discarded are left out. `dropMessage`: a message that was none of ours no longer holds the key up.
   */
  async retry(key: string, { dropMessage = false } = {}): Promise<Retried> {
    const applying = await this.applying();
    let released = false;
    for (;;) {
      const parked = await this.parkedKeys.get(key);
      if (parked === null) return { kind: released ? 'released' : 'not-parked' };
      const upTo = this.queueOf(parked, dropMessage);
      const cause = upTo === undefined ? parked.cause : (await applyToOne(applying, key, { upTo })).cause;
      if (cause !== undefined) {
        await this.parkedKeys.failedAgain(key, cause);
        return { kind: 'failed-again', cause };
      }
      released = await this.parkedKeys.release(parked);
      if (released) this.observer.released(key);
    }
  }

  private async applying(): Promise<Applying<Doc>> {
    const { projection } = this.projected;
    const { connection, store, codec, visibility } = this.parts;
    return {
      folder: new Folder(projection, store, codec, await discardsOf(projection, store, codec)),
      documents: new VisibleDocuments(this.projected, connection, visibility),
      observer: this.observer,
    };
  }

  /** How far its queue reaches; undefined: a message that is still none of ours holds it up. */
  private queueOf(parked: ParkedKey, dropMessage: boolean): Newest | undefined {
    const waiting = waitingOf(parked);
    if (!('headers' in parked.cause)) return waiting;
    const event = this.readable(parked.cause);
    if (event !== undefined) return newerOf(waiting, newestOf([event]));
    return dropMessage ? waiting : undefined;
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
