import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** A reader who takes nothing for this long is let go. */
const STALLED_MS = 30_000;

/** How long a browser waits before it connects again, milliseconds. */
const RETRY_MS = 2_000;

/**
 * Server-sent events on one response. Writing waits for the reader (back-pressure); an idle stream is kept alive by
 * comments, which also find out that the reader has gone.
 */
export class EventStream {
  private readonly heartbeat: NodeJS.Timeout;

  constructor(
    private readonly response: ServerResponse,
    private readonly signal: AbortSignal,
    heartbeatMs: number,
  ) {
    response.write(`retry: ${RETRY_MS}\n\n`);
    this.heartbeat = setInterval(() => {
      if (!response.writableNeedDrain) response.write(':\n\n');
    }, heartbeatMs);
  }

  /** Resolves when the reader can take more; false when the stream is over. */
  async send(event: string, id: string, data: string): Promise<boolean> {
    if (this.over()) return false;
    const lines = `event: ${event}\nid: ${id}\ndata: ${data}\n\n`;
    if (this.response.write(lines)) return true;
    const patience = AbortSignal.any([this.signal, AbortSignal.timeout(STALLED_MS)]);
    try {
      await once(this.response, 'drain', { signal: patience });
    } catch {
      this.response.destroy();
    }
    return !this.over();
  }

  end(): void {
    clearInterval(this.heartbeat);
    this.response.end();
  }

  private over(): boolean {
    return this.signal.aborted || this.response.destroyed || this.response.writableEnded;
  }
}
