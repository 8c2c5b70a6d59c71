import { type ClientCalls, unavailable } from './client-calls.js';
import type { Failure } from './failure.js';
import { Link, type LinkOwner, type LinkPatience } from './link.js';
import type { StreamsCalls } from './protocol.js';

/** When a silent server is given up, milliseconds. */
export interface Silence extends LinkPatience {
  /**
   * As `giveUpAfterMs`, of a link that was made because another one was silent and on which nothing has ever come: the
   * cluster may not have noticed yet, and have named the same server again.
   */
  readonly againAfterMs: number;
}

export const DEFAULT_SILENCE: Silence = { probeAfterMs: 2_000, giveUpAfterMs: 4_000, againAfterMs: 1_000 };

/** So many links in a row get the short patience: a server that needs longer than it for each answer is to be used, too. */
const MOST_AGAIN = 8;

/** The links of a connection: the one in use, and those that a few calls may still be open on. */
export class Links implements LinkOwner {
  private readonly open = new Map<StreamsCalls, Link>();
  private silentInARow = 0;
  /** Resolves when the client knows of the last link that was given up. */
  left: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: Pick<ClientCalls, 'handleError'>,
    private readonly silence: Silence,
    readonly probe: (link: Link) => boolean,
  ) {}

  of(client: StreamsCalls): Link {
    const known = this.open.get(client);
    if (known !== undefined) return known;
    for (const [former, link] of this.open) if (link.isIdle) this.forget(former, link);
    const link = new Link(client, this);
    this.open.set(client, link);
    return link;
  }

  patience({ proven }: Link): LinkPatience {
    const { againAfterMs } = this.silence;
    const again = !proven && this.silentInARow > 0 && this.silentInARow <= MOST_AGAIN;
    return again ? { probeAfterMs: againAfterMs, giveUpAfterMs: againAfterMs } : this.silence;
  }

  heard(): void {
    this.silentInARow = 0;
  }

  givenUp(link: Link, { message }: Failure): void {
    this.silentInARow += 1;
    this.forget(link.client, link);
    this.left = this.client.handleError(link.client, unavailable(message));
  }

  close(): void {
    for (const [client, link] of this.open) this.forget(client, link);
  }

  private forget(client: StreamsCalls, link: Link): void {
    link.close();
    this.open.delete(client);
  }
}
