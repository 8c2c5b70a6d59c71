import { Failure } from './failure.js';
import type { StreamsCalls } from './protocol.js';

/** How long the other side of a link may be silent while anything is asked of it, milliseconds. */
export interface LinkPatience {
  /** After this it is asked for something that every server answers at once. */
  readonly probeAfterMs: number;
  /** After this the link is given up. */
  readonly giveUpAfterMs: number;
}

/** What a link needs of the connection it belongs to. */
export interface LinkOwner {
  patience(link: Link): LinkPatience;
  /**
   * Asks the other side for something small; whatever comes of it is to be told to `heard`. False: the client has left
   * the channel, and nothing new can be asked over it.
   */
  probe(link: Link): boolean;
  heard(link: Link): void;
  givenUp(link: Link, failure: Failure): void;
}

/**
 * One channel to a server, and when it was last heard. A server that freezes neither answers nor breaks the connection,
 * and gRPC's own keep-alive takes twenty seconds to notice: here, whatever comes over any call of the channel counts,
 * and silence while something is asked counts against it.
 */
export class Link {
  /** Whether anything ever came from the other side. */
  proven = false;
  private over = false;
  private readonly calls = new Set<(failure: Failure) => void>();
  /** How much is asked and not answered; open reads and subscriptions among it. */
  private asked = 0;
  /** Since when something is asked and nothing was heard. */
  private silentSince: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private probing = false;

  constructor(
    readonly client: StreamsCalls,
    private readonly owner: LinkOwner,
  ) {}

  /** Something is asked; to be told to `answered` when nobody waits for it any more. */
  ask(): void {
    this.asked += 1;
    this.silentSince ??= performance.now();
    this.timer ??= this.watch(this.owner.patience(this).probeAfterMs);
  }

  answered(): void {
    this.asked -= 1;
  }

  /** Something came from the other side, of whatever call. */
  readonly heard = (): void => {
    this.proven = true;
    this.probing = false;
    this.silentSince = this.asked > 0 ? performance.now() : undefined;
    this.owner.heard(this);
  };

  /** `end` is called when the link is given up. Returns how to take it back. */
  attach(end: (failure: Failure) => void): () => void {
    this.calls.add(end);
    return () => void this.calls.delete(end);
  }

  /** Nothing is open on it. */
  get isIdle(): boolean {
    return this.calls.size === 0 && this.asked === 0;
  }

  close(): void {
    this.over = true;
    clearTimeout(this.timer);
  }

  private watch(afterMs: number): NodeJS.Timeout {
    // What has arrived meanwhile is taken in first: it may be this process that stood still.
    return setTimeout(() => setImmediate(() => this.check()), Math.max(1, afterMs));
  }

  private check(): void {
    this.timer = undefined;
    if (this.over || this.silentSince === undefined) return;
    const silentMs = performance.now() - this.silentSince;
    const { probeAfterMs, giveUpAfterMs } = this.owner.patience(this);
    if (silentMs >= giveUpAfterMs) return this.giveUp(silentMs);
    if (silentMs >= probeAfterMs && !this.probing) {
      this.probing = true;
      if (!this.owner.probe(this)) return this.giveUp(silentMs);
    }
    this.timer = this.watch((this.probing ? giveUpAfterMs : probeAfterMs) - silentMs);
  }

  private giveUp(silentMs: number): void {
    this.close();
    const at = this.client.getChannel().getTarget();
    const failure = new Failure('silent', `nothing was heard of ${at} for ${Math.round(silentMs)} ms`);
    this.owner.givenUp(this, failure);
    for (const end of this.calls) end(failure);
  }
}
